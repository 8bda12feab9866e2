# Three machines over the zones: a node on each, the stores on the first or, if wanted, PostgreSQL on RDS.

provider "aws" {
  region = var.region

  default_tags {
    tags = {
      project            = "conclave"
      environment        = "cluster"
      "conclave-cluster" = var.name
    }
  }
}

data "aws_ec2_instance_type_offerings" "zones" {
  location_type = "availability-zone"

  filter {
    name   = "instance-type"
    values = [var.instance_type]
  }
}

locals {
  offered = sort(data.aws_ec2_instance_type_offerings.zones.locations)
  zones   = slice(local.offered, 0, min(3, length(local.offered)))
}

module "network" {
  source = "../../modules/network"

  name        = var.name
  zones       = local.zones
  nat_gateway = var.nat_gateway
}

module "security" {
  source = "../../modules/security"

  name         = var.name
  vpc_id       = module.network.vpc_id
  ssh_cidr     = var.ssh_cidr
  egress_ports = var.egress_ports
}

module "data" {
  source = "../../modules/data"

  name             = var.name
  zone             = module.network.public_subnets[0].zone
  managed_postgres = var.managed_postgres
  multi_az         = var.multi_az
  private_subnets  = module.network.private_subnets
  stores_group     = module.security.stores_group
  kms_key_arn      = var.kms_key_arn
}

module "cluster" {
  source = "../../modules/cluster"

  name           = var.name
  node_count     = var.node_count
  instance_type  = var.instance_type
  subnets        = module.network.public_subnets
  hidden_subnets = var.nat_gateway ? module.network.private_subnets : []
  entry_group    = module.security.entry_group
  nodes_group    = module.security.nodes_group
  stores_group   = module.security.stores_group
  volume_id      = module.data.volume_id
  postgres_host  = module.data.postgres_host
  domain         = var.domain
  release        = var.release
  ssh_public_key = var.ssh_public_key
  kms_key_arn    = var.kms_key_arn
}

module "observability" {
  source = "../../modules/observability"

  name        = var.name
  instances   = module.cluster.instances
  database_id = module.data.database_id
  email       = var.email
  budget_usd  = var.budget_usd
}
