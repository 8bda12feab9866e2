locals {
  world = "0.0.0.0/0"

  # Between nodes: messages, and what they ask each other before they are a cluster.
  between_nodes = {
    artery     = 25520
    management = 7626
  }

  stores = {
    postgres = 5432
    redis    = 6379
  }
}

# ---- entry: what the world may knock on

resource "aws_security_group" "entry" {
  name        = "${var.name}-entry"
  description = "HTTPS from everywhere and the redirect to it"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-entry" }
}

resource "aws_vpc_security_group_ingress_rule" "https" {
  security_group_id = aws_security_group.entry.id
  description       = "HTTPS and WebSocket"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = local.world

  tags = { Name = "${var.name}-https" }
}

resource "aws_vpc_security_group_ingress_rule" "redirect" {
  security_group_id = aws_security_group.entry.id
  description       = "Redirect to HTTPS"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
  cidr_ipv4         = local.world

  tags = { Name = "${var.name}-redirect" }
}

resource "aws_vpc_security_group_ingress_rule" "ssh" {
  count = var.ssh_cidr == "" ? 0 : 1

  security_group_id = aws_security_group.entry.id
  description       = "SSH from the operators"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = var.ssh_cidr

  tags = { Name = "${var.name}-ssh" }
}

# ---- nodes: only from each other, and out to where packages, AWS and venues are

resource "aws_security_group" "nodes" {
  name        = "${var.name}-nodes"
  description = "Nodes among themselves"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-nodes" }
}

resource "aws_vpc_security_group_ingress_rule" "between_nodes" {
  for_each = local.between_nodes

  security_group_id            = aws_security_group.nodes.id
  description                  = "${each.key} from other nodes"
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
  referenced_security_group_id = aws_security_group.nodes.id

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_vpc_security_group_egress_rule" "between_nodes" {
  for_each = local.between_nodes

  security_group_id            = aws_security_group.nodes.id
  description                  = "${each.key} to other nodes"
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
  referenced_security_group_id = aws_security_group.nodes.id

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_vpc_security_group_egress_rule" "stores" {
  for_each = local.stores

  security_group_id            = aws_security_group.nodes.id
  description                  = "${each.key} to the stores"
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
  referenced_security_group_id = aws_security_group.stores.id

  tags = { Name = "${var.name}-${each.key}" }
}

# Names and time come from the network itself, which groups do not filter.
resource "aws_vpc_security_group_egress_rule" "world" {
  for_each = setunion(["80", "443"], [for port in var.egress_ports : tostring(port)])

  security_group_id = aws_security_group.nodes.id
  description       = "TCP ${each.value} to packages, AWS and venues"
  ip_protocol       = "tcp"
  from_port         = tonumber(each.value)
  to_port           = tonumber(each.value)
  cidr_ipv4         = local.world

  tags = { Name = "${var.name}-out-${each.value}" }
}

# ---- stores: PostgreSQL and Redis, on a node or managed, for nodes alone

resource "aws_security_group" "stores" {
  name        = "${var.name}-stores"
  description = "Stores, for nodes alone"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-stores" }
}

resource "aws_vpc_security_group_ingress_rule" "stores" {
  for_each = local.stores

  security_group_id            = aws_security_group.stores.id
  description                  = "${each.key} from nodes"
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
  referenced_security_group_id = aws_security_group.nodes.id

  tags = { Name = "${var.name}-${each.key}" }
}
