# Outlives the machine it hangs on: a node that is replaced finds its database again.
resource "aws_ebs_volume" "stores" {
  availability_zone = var.zone
  size              = var.volume_gib
  type              = "gp3"
  encrypted         = true
  kms_key_id        = var.kms_key_arn == "" ? null : var.kms_key_arn
  final_snapshot    = true

  tags = {
    Name = "${var.name}-stores"
  }
}

# ---- PostgreSQL on RDS, if wanted

resource "aws_db_subnet_group" "this" {
  count = var.managed_postgres ? 1 : 0

  name       = var.name
  subnet_ids = var.private_subnets[*].id

  lifecycle {
    precondition {
      condition     = length(distinct(var.private_subnets[*].zone)) >= 2
      error_message = "RDS wants subnets in at least two zones: give managed_postgres a network with two."
    }
  }
}

resource "aws_db_parameter_group" "this" {
  count = var.managed_postgres ? 1 : 0

  name   = "${var.name}-postgres17"
  family = "postgres17"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

resource "aws_db_instance" "this" {
  count = var.managed_postgres ? 1 : 0

  identifier     = var.name
  engine         = "postgres"
  engine_version = "17"
  instance_class = var.instance_class
  db_name        = "conclave"
  username       = "postgres"

  # RDS makes the superuser's password and keeps it in Secrets Manager, so that it never is in the state.
  manage_master_user_password = true

  allocated_storage     = 20
  max_allocated_storage = 100
  storage_type          = "gp3"
  storage_encrypted     = true
  kms_key_id            = var.kms_key_arn == "" ? null : var.kms_key_arn

  db_subnet_group_name   = aws_db_subnet_group.this[0].name
  parameter_group_name   = aws_db_parameter_group.this[0].name
  vpc_security_group_ids = [var.stores_group]
  publicly_accessible    = false
  multi_az               = var.multi_az

  backup_retention_period    = 7
  copy_tags_to_snapshot      = true
  deletion_protection        = true
  skip_final_snapshot        = false
  final_snapshot_identifier  = "${var.name}-final"
  auto_minor_version_upgrade = true

  tags = {
    Name = var.name
  }
}
