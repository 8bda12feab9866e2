mock_provider "aws" {}

variables {
  name         = "desk"
  zone         = "eu-central-1a"
  stores_group = "sg-stores"
}

run "the_stores_have_an_encrypted_volume_and_no_managed_database" {
  command = plan

  module {
    source = "./modules/data"
  }

  assert {
    condition     = aws_ebs_volume.stores.encrypted
    error_message = "the volume of the stores must be encrypted"
  }

  assert {
    condition     = aws_ebs_volume.stores.type == "gp3" && aws_ebs_volume.stores.final_snapshot
    error_message = "the volume of the stores must be gp3 and leave a snapshot behind"
  }

  assert {
    condition     = length(aws_db_instance.this) == 0 && output.postgres_host == ""
    error_message = "RDS must not be made unless it is asked for"
  }
}

run "a_managed_database_is_encrypted_private_and_kept" {
  command = apply

  module {
    source = "./modules/data"
  }

  variables {
    managed_postgres = true
    private_subnets = [
      { id = "subnet-1", zone = "eu-central-1a", cidr = "10.20.128.0/20" },
      { id = "subnet-2", zone = "eu-central-1b", cidr = "10.20.144.0/20" },
    ]
  }

  assert {
    condition     = aws_db_instance.this[0].storage_encrypted
    error_message = "RDS must be encrypted"
  }

  assert {
    condition     = !aws_db_instance.this[0].publicly_accessible && aws_db_instance.this[0].vpc_security_group_ids == toset(["sg-stores"])
    error_message = "RDS must be reached by nodes alone"
  }

  assert {
    condition     = aws_db_instance.this[0].deletion_protection && aws_db_instance.this[0].backup_retention_period >= 7 && !aws_db_instance.this[0].skip_final_snapshot
    error_message = "RDS must not be lost by mistake"
  }

  assert {
    condition     = aws_db_instance.this[0].manage_master_user_password && aws_db_instance.this[0].password == null
    error_message = "RDS's superuser password must not be in the state"
  }

  assert {
    condition     = anytrue([for parameter in aws_db_parameter_group.this[0].parameter : parameter.name == "rds.force_ssl" && parameter.value == "1"])
    error_message = "RDS must refuse connections without TLS"
  }
}

run "a_key_of_ones_own_encrypts_what_the_stores_keep" {
  command = apply

  module {
    source = "./modules/data"
  }

  variables {
    managed_postgres = true
    kms_key_arn      = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd"
    private_subnets = [
      { id = "subnet-1", zone = "eu-central-1a", cidr = "10.20.128.0/20" },
      { id = "subnet-2", zone = "eu-central-1b", cidr = "10.20.144.0/20" },
    ]
  }

  assert {
    condition     = aws_ebs_volume.stores.kms_key_id == var.kms_key_arn && aws_db_instance.this[0].kms_key_id == var.kms_key_arn
    error_message = "volume and database must be encrypted with the key that is named"
  }
}

run "a_managed_database_wants_two_zones" {
  command = plan

  module {
    source = "./modules/data"
  }

  variables {
    managed_postgres = true
    private_subnets  = [{ id = "subnet-1", zone = "eu-central-1a", cidr = "10.20.128.0/20" }]
  }

  expect_failures = [aws_db_subnet_group.this]
}

run "odd_sizes_and_classes_are_refused" {
  command = plan

  module {
    source = "./modules/data"
  }

  variables {
    volume_gib     = 4
    instance_class = "t2.micro"
  }

  expect_failures = [var.volume_gib, var.instance_class]
}
