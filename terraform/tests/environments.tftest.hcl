mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { name = "eu-central-1" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_data "aws_ssm_parameter" {
    defaults = { insecure_value = "ami-0123456789abcdef0" }
  }

  mock_data "aws_ec2_instance_type_offerings" {
    defaults = { locations = ["eu-central-1c", "eu-central-1a", "eu-central-1b"] }
  }

  mock_resource "aws_iam_instance_profile" {
    defaults = { arn = "arn:aws:iam::123456789012:instance-profile/desk" }
  }

  mock_resource "aws_launch_template" {
    defaults = { id = "lt-0123456789abcdef0", latest_version = 1 }
  }

  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-central-1:123456789012:desk-alarms" }
  }
}

variables {
  region = "eu-central-1"
  domain = "desk.example.org"
  email  = "desk@example.org"

  release = {
    url        = "s3://releases/conclave/0.1.0"
    public_key = "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n"
  }
}

run "the_free_tier_is_one_machine" {
  command = apply

  module {
    source = "./environments/free-tier"
  }

  assert {
    condition     = keys(output.addresses) == ["node-1"] && output.page == "https://desk.example.org/"
    error_message = "the free tier must be one machine with one address"
  }

  assert {
    condition     = module.observability.alarms == 3
    error_message = "the machine must be watched"
  }
}

run "the_cluster_is_three_machines" {
  command = apply

  module {
    source = "./environments/cluster"
  }

  assert {
    condition     = keys(output.addresses) == ["node-1", "node-2", "node-3"] && length(output.shell) == 3
    error_message = "the cluster must be three machines"
  }

  assert {
    condition     = values(module.cluster.private_addresses) == ["10.20.0.10", "10.20.16.11", "10.20.32.12"]
    error_message = "each machine must have its own address in its own zone"
  }
}

run "the_cluster_may_pay_for_a_database_and_for_hiding" {
  command = apply

  module {
    source = "./environments/cluster"
  }

  variables {
    nat_gateway      = true
    managed_postgres = true
  }

  assert {
    condition     = keys(output.addresses) == ["node-1"] && module.observability.alarms == 10
    error_message = "hidden machines must have no public address, and the database must be watched"
  }
}

run "the_free_tier_takes_no_larger_machine_and_no_key_without_a_range" {
  command = plan

  module {
    source = "./environments/free-tier"
  }

  variables {
    instance_type  = "t3.large"
    ssh_public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA desk"
  }

  expect_failures = [var.instance_type, var.ssh_public_key]
}

run "two_nodes_and_a_range_without_a_key_are_refused" {
  command = plan

  module {
    source = "./environments/cluster"
  }

  variables {
    node_count = 2
    ssh_cidr   = "203.0.113.7/32"
  }

  expect_failures = [var.node_count, var.ssh_public_key]
}
