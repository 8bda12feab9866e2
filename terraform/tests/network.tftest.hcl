mock_provider "aws" {}

variables {
  name  = "desk"
  zones = ["eu-central-1a", "eu-central-1b"]
}

run "a_network_costs_nothing_by_itself" {
  command = plan

  module {
    source = "./modules/network"
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 0 && length(aws_eip.nat) == 0 && length(aws_route.nat) == 0
    error_message = "a NAT gateway must not be made unless it is asked for"
  }

  assert {
    condition     = length(aws_subnet.public) == 2 && length(aws_subnet.private) == 2
    error_message = "each zone must have one public and one private subnet"
  }

  assert {
    condition     = length(distinct(concat(values(aws_subnet.public)[*].cidr_block, values(aws_subnet.private)[*].cidr_block))) == 4
    error_message = "subnets must not share a range"
  }

  assert {
    condition     = alltrue([for subnet in aws_subnet.public : !subnet.map_public_ip_on_launch])
    error_message = "no machine may get a public address without being given one"
  }

  assert {
    condition     = aws_route.internet.destination_cidr_block == "0.0.0.0/0"
    error_message = "public subnets must have a way out"
  }
}

run "a_default_group_lets_nothing_through" {
  command = apply

  module {
    source = "./modules/network"
  }

  assert {
    condition     = aws_default_security_group.closed.vpc_id == aws_vpc.this.id
    error_message = "the network's default group must be ours"
  }

  assert {
    condition     = alltrue([for association in aws_route_table_association.private : association.route_table_id == aws_route_table.private.id])
    error_message = "private subnets must not take the public way out"
  }

  assert {
    condition     = alltrue([for association in aws_route_table_association.public : association.route_table_id == aws_route_table.public.id])
    error_message = "public subnets must take the public way out"
  }

  assert {
    condition     = output.public_subnets[0].zone == "eu-central-1a" && output.public_subnets[0].cidr == "10.20.0.0/20"
    error_message = "subnets must come in the order of the zones"
  }
}

run "a_nat_gateway_is_for_private_subnets_alone" {
  command = apply

  module {
    source = "./modules/network"
  }

  variables {
    nat_gateway = true
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 1 && aws_route.nat[0].route_table_id == aws_route_table.private.id
    error_message = "one NAT gateway must carry the private subnets"
  }
}

run "bad_ranges_and_zones_are_refused" {
  command = plan

  module {
    source = "./modules/network"
  }

  variables {
    cidr  = "172.31.0.0/16"
    zones = ["eu-central-1a", "eu-central-1a"]
  }

  expect_failures = [var.cidr, var.zones]
}
