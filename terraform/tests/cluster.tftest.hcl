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

  mock_resource "aws_iam_instance_profile" {
    defaults = { arn = "arn:aws:iam::123456789012:instance-profile/desk" }
  }

  mock_resource "aws_launch_template" {
    defaults = { id = "lt-0123456789abcdef0", latest_version = 1 }
  }
}

variables {
  name         = "desk"
  entry_group  = "sg-entry"
  nodes_group  = "sg-nodes"
  stores_group = "sg-stores"
  volume_id    = "vol-1"
  domain       = "desk.example.org"

  subnets = [
    { id = "subnet-a", zone = "eu-central-1a", cidr = "10.20.0.0/20" },
    { id = "subnet-b", zone = "eu-central-1b", cidr = "10.20.16.0/20" },
    { id = "subnet-c", zone = "eu-central-1c", cidr = "10.20.32.0/20" },
  ]

  release = {
    url        = "s3://releases/conclave/0.1.0"
    public_key = "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n"
  }
}

run "one_node_is_a_hardened_machine" {
  command = apply

  module {
    source = "./modules/cluster"
  }

  assert {
    condition     = aws_launch_template.node.metadata_options[0].http_tokens == "required"
    error_message = "IMDSv2 must be required"
  }

  assert {
    condition     = aws_launch_template.node.metadata_options[0].http_put_response_hop_limit == 1
    error_message = "metadata must end at the machine, before any container"
  }

  assert {
    condition = alltrue([
      for mapping in aws_launch_template.node.block_device_mappings : tobool(mapping.ebs[0].encrypted) && mapping.ebs[0].volume_type == "gp3"
    ])
    error_message = "each disk must be encrypted gp3"
  }

  assert {
    condition     = aws_launch_template.node.credit_specification[0].cpu_credits == "standard"
    error_message = "CPU credits must be standard: unlimited ones send a bill"
  }

  assert {
    condition     = aws_launch_template.node.key_name == null && length(aws_key_pair.operators) == 0
    error_message = "no SSH key may be there unless it is asked for"
  }

  assert {
    condition     = aws_launch_template.node.instance_type == "t2.micro" && length(aws_instance.node) == 1
    error_message = "one t2.micro must be what comes by default"
  }

  assert {
    condition = alltrue([
      for specification in aws_launch_template.node.tag_specifications : specification.tags["conclave-cluster"] == "desk"
    ]) && length(aws_launch_template.node.tag_specifications) == 2 && aws_instance.node[0].tags["conclave-cluster"] == "desk"
    error_message = "instances and disks must carry the tag that nodes find each other by"
  }

  assert {
    condition     = length(aws_instance.node[0].user_data_base64) < 16384
    error_message = "EC2 takes at most 16 KiB of user data"
  }

  assert {
    condition     = aws_volume_attachment.stores.volume_id == "vol-1" && aws_volume_attachment.stores.instance_id == aws_instance.node[0].id
    error_message = "the first node must have the stores' volume"
  }

  # ---- what the role may do

  assert {
    condition = toset(flatten([for statement in jsondecode(aws_iam_role_policy.node.policy).Statement : statement.Action])) == toset([
      "ssm:GetParametersByPath", "s3:GetObject", "ssm:UpdateInstanceInformation", "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel",
    ])
    error_message = "a node alone may read its parameters and its release, and be reached by its operators: nothing else"
  }

  assert {
    condition     = alltrue([for action in flatten([for statement in jsondecode(aws_iam_role_policy.node.policy).Statement : statement.Action]) : !strcontains(action, "*")])
    error_message = "no action may be a wildcard"
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_role_policy.node.policy).Statement :
      startswith(statement.Resource[0], "arn:aws:ssm:eu-central-1:123456789012:parameter/conclave/desk") && length(statement.Resource) == 2
      if contains(statement.Action, "ssm:GetParametersByPath")
    ])
    error_message = "parameters of other clusters must stay closed"
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_role_policy.node.policy).Statement :
      statement.Resource == ["arn:aws:s3:::releases/conclave/0.1.0/*"] if contains(statement.Action, "s3:GetObject")
    ])
    error_message = "nothing but its release may be read in S3"
  }

  assert {
    condition     = jsondecode(aws_iam_role.node.assume_role_policy).Statement[0].Principal == { Service = "ec2.amazonaws.com" }
    error_message = "nobody but EC2 may take the role"
  }

  # ---- what it is told

  assert {
    condition     = module.boot[0].services == ["postgres", "redis", "node", "nginx"]
    error_message = "one machine must run everything"
  }

  assert {
    condition     = length(module.boot[0].settings) == 0
    error_message = "a node alone must be told nothing of a cluster"
  }

  assert {
    condition     = contains(output.secrets, "/conclave/desk/conclave.conf") && !contains(output.secrets, "/conclave/desk/authority.pem")
    error_message = "a node alone needs the stores' secrets and no cluster's"
  }
}

run "three_nodes_share_the_zones_and_find_each_other" {
  command = apply

  module {
    source = "./modules/cluster"
  }

  variables {
    node_count    = 3
    instance_type = "t3.micro"
  }

  assert {
    condition     = length(aws_instance.node) == 3 && aws_network_interface.node[*].subnet_id == ["subnet-a", "subnet-b", "subnet-c"]
    error_message = "each node must be in a zone of its own"
  }

  assert {
    condition     = alltrue([for instance in aws_instance.node : instance.tags["conclave-cluster"] == "desk"])
    error_message = "every node must carry the tag that nodes find each other by"
  }

  assert {
    condition     = [for interface in aws_network_interface.node : contains(interface.security_groups, "sg-stores")] == [true, false, false]
    error_message = "the stores' ports must be open on the first node alone"
  }

  assert {
    condition     = [for boot in module.boot : boot.services] == [["postgres", "redis", "node", "nginx"], ["node", "nginx"], ["node", "nginx"]]
    error_message = "the stores must run once"
  }

  assert {
    condition = alltrue([for i, boot in module.boot :
      boot.settings["conclave.cluster.enabled"] == "true" && boot.settings["conclave.cluster.nodes"] == "2"
      && boot.settings["conclave.cluster.host"] == output.private_addresses["node-${i + 1}"]
      && boot.settings["conclave.cluster.discovery"] == "ec2" && boot.settings["conclave.cluster.ec2.tag-value"] == "desk"
      && boot.settings["conclave.journal.url"] == "jdbc:postgresql://10.20.0.10:5432/conclave"
    ])
    error_message = "each node must be told its address, its peers' tag and where the stores are"
  }

  assert {
    condition     = length(distinct([for boot in module.boot : boot.settings["conclave.run.node"]])) == 3
    error_message = "no two nodes may have the same name on the bus"
  }

  assert {
    condition     = length(distinct([for boot in module.boot : regex("Reboot-Time \"(..:..)\"", yamldecode(boot.cloud_config).write_files[length(yamldecode(boot.cloud_config).write_files) - 1].content)[0]])) == 3
    error_message = "machines must not restart at the same time"
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_role_policy.node.policy).Statement :
      statement.Condition.StringEquals["aws:RequestedRegion"] == "eu-central-1" if contains(statement.Action, "ec2:DescribeInstances")
    ]) && strcontains(aws_iam_role_policy.node.policy, "ec2:DescribeInstances")
    error_message = "nodes may look for their peers, in their region"
  }

  assert {
    condition     = contains(output.secrets, "/conclave/desk/authority.pem") && contains(output.secrets, "/conclave/desk/node-3.key")
    error_message = "nodes of a cluster need certificates"
  }

  assert {
    condition     = aws_launch_template.node.metadata_options[0].http_put_response_hop_limit == 2 && aws_launch_template.node.metadata_options[0].http_tokens == "required"
    error_message = "metadata must reach the engine's container and go no further, for IMDSv2 alone"
  }
}

run "behind_a_nat_gateway_only_the_first_has_a_public_address" {
  command = apply

  module {
    source = "./modules/cluster"
  }

  variables {
    node_count      = 3
    session_manager = false
    postgres_host   = "desk.rds.example.org"
    kms_key_arn     = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    ssh_public_key  = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA desk"

    hidden_subnets = [
      { id = "hidden-a", zone = "eu-central-1a", cidr = "10.20.128.0/20" },
      { id = "hidden-b", zone = "eu-central-1b", cidr = "10.20.144.0/20" },
      { id = "hidden-c", zone = "eu-central-1c", cidr = "10.20.160.0/20" },
    ]
  }

  assert {
    condition     = keys(aws_eip.node) == ["node-1"] && aws_network_interface.node[*].subnet_id == ["subnet-a", "hidden-b", "hidden-c"]
    error_message = "nodes but the first must be hidden"
  }

  assert {
    condition     = [for interface in aws_network_interface.node : contains(interface.security_groups, "sg-entry")] == [true, false, false]
    error_message = "what is hidden must not be open to the world"
  }

  assert {
    condition     = module.boot[0].services == ["redis", "node", "nginx"] && endswith(module.boot[2].settings["conclave.journal.url"], "desk.rds.example.org:5432/conclave?sslmode=require")
    error_message = "with RDS no node runs PostgreSQL, and all speak TLS to it"
  }

  assert {
    condition     = !strcontains(aws_iam_role_policy.node.policy, "ssmmessages") && strcontains(aws_iam_role_policy.node.policy, "kms:ViaService")
    error_message = "rights must come and go with what needs them"
  }

  assert {
    condition     = length(aws_key_pair.operators) == 1 && !strcontains(module.boot[0].cloud_config, "ssh.socket")
    error_message = "with a key sshd must run"
  }
}

run "bad_values_are_refused_before_anything_is_made" {
  command = plan

  module {
    source = "./modules/cluster"
  }

  variables {
    name           = "Desk_1"
    node_count     = 4
    instance_type  = "t4g.micro"
    root_gib       = 8
    domain         = "https://desk.example.org/"
    secrets        = ["../etc/passwd"]
    kms_key_arn    = "alias/mine"
    ssh_public_key = "ecdsa-sha2-nistp256 AAAA"

    release = {
      url        = "http://example.org/release"
      public_key = "none"
      registry   = "https://registry/"
    }
  }

  expect_failures = [
    var.name, var.node_count, var.instance_type, var.root_gib, var.domain, var.secrets, var.kms_key_arn, var.ssh_public_key, var.release,
  ]
}
