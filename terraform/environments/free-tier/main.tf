# One machine with everything on it: node, PostgreSQL, Redis, Nginx. README.md says what of it a free tier covers.

provider "aws" {
  region = var.region

  default_tags {
    tags = {
      project            = "conclave"
      environment        = "free-tier"
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

module "network" {
  source = "../../modules/network"

  name  = var.name
  zones = slice(sort(data.aws_ec2_instance_type_offerings.zones.locations), 0, 1)
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

  name         = var.name
  zone         = module.network.public_subnets[0].zone
  stores_group = module.security.stores_group
  kms_key_arn  = var.kms_key_arn
}

module "cluster" {
  source = "../../modules/cluster"

  name           = var.name
  node_count     = 1
  instance_type  = var.instance_type
  subnets        = module.network.public_subnets
  entry_group    = module.security.entry_group
  nodes_group    = module.security.nodes_group
  stores_group   = module.security.stores_group
  volume_id      = module.data.volume_id
  domain         = var.domain
  release        = var.release
  ssh_public_key = var.ssh_public_key
  kms_key_arn    = var.kms_key_arn
}

module "observability" {
  source = "../../modules/observability"

  name       = var.name
  instances  = module.cluster.instances
  email      = var.email
  budget_usd = var.budget_usd
}
