mock_provider "aws" {}

variables {
  name   = "desk"
  vpc_id = "vpc-1"
}

run "the_world_gets_to_https_and_its_redirect_alone" {
  command = apply

  module {
    source = "./modules/security"
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.https.from_port == 443 && aws_vpc_security_group_ingress_rule.https.to_port == 443
    error_message = "HTTPS must be port 443 and nothing beside it"
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.redirect.from_port == 80 && aws_vpc_security_group_ingress_rule.redirect.to_port == 80
    error_message = "the redirect must be port 80 and nothing beside it"
  }

  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.ssh) == 0
    error_message = "SSH must be let in from nowhere unless it is asked for"
  }

  assert {
    condition = alltrue([
      for rule in concat(values(aws_vpc_security_group_ingress_rule.between_nodes), values(aws_vpc_security_group_ingress_rule.stores)) :
      rule.cidr_ipv4 == null && rule.cidr_ipv6 == null && rule.prefix_list_id == null && rule.referenced_security_group_id == aws_security_group.nodes.id
    ])
    error_message = "Artery, management and the stores must be reached by nodes alone, never by an address range"
  }

  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.between_nodes : rule.security_group_id == aws_security_group.nodes.id])
    error_message = "what nodes tell each other must stay within their group"
  }

  assert {
    condition = {
      for name, rule in aws_vpc_security_group_ingress_rule.between_nodes : name => "${rule.from_port}-${rule.to_port}"
    } == { artery = "25520-25520", management = "7626-7626" }
    error_message = "nodes must reach each other on 25520 and 7626 and nowhere else"
  }

  assert {
    condition = {
      for name, rule in aws_vpc_security_group_ingress_rule.stores : name => "${rule.from_port}-${rule.to_port}"
    } == { postgres = "5432-5432", redis = "6379-6379" }
    error_message = "nodes must reach the stores on 5432 and 6379 and nowhere else"
  }

  assert {
    condition     = toset([for rule in aws_vpc_security_group_egress_rule.world : "${rule.from_port}-${rule.to_port}"]) == toset(["80-80", "443-443"])
    error_message = "nodes must reach the world on 80 and 443 alone unless venues want more"
  }

  assert {
    condition     = alltrue([for rule in concat([aws_vpc_security_group_ingress_rule.https, aws_vpc_security_group_ingress_rule.redirect], values(aws_vpc_security_group_egress_rule.world)) : rule.ip_protocol == "tcp"])
    error_message = "rules that name the world must be for TCP"
  }
}

run "ssh_is_for_the_operators_range" {
  command = plan

  module {
    source = "./modules/security"
  }

  variables {
    ssh_cidr     = "203.0.113.7/32"
    egress_ports = [4198]
  }

  assert {
    condition = (
      aws_vpc_security_group_ingress_rule.ssh[0].from_port == 22 && aws_vpc_security_group_ingress_rule.ssh[0].to_port == 22
      && aws_vpc_security_group_ingress_rule.ssh[0].cidr_ipv4 == "203.0.113.7/32"
    )
    error_message = "SSH must be let in on 22 from the range that was given, and only from there"
  }

  assert {
    condition     = aws_vpc_security_group_egress_rule.world["4198"].from_port == 4198
    error_message = "a venue's port must be reachable when it is asked for"
  }
}

run "ssh_from_the_world_is_refused" {
  command = plan

  module {
    source = "./modules/security"
  }

  variables {
    ssh_cidr     = "0.0.0.0/0"
    egress_ports = [22]
  }

  expect_failures = [var.ssh_cidr, var.egress_ports]
}

run "ssh_from_the_world_by_ipv6_is_refused" {
  command = plan

  module {
    source = "./modules/security"
  }

  variables {
    ssh_cidr = "::/0"
  }

  expect_failures = [var.ssh_cidr]
}

run "ssh_from_half_the_world_is_refused" {
  command = plan

  module {
    source = "./modules/security"
  }

  variables {
    ssh_cidr = "128.0.0.0/1"
  }

  expect_failures = [var.ssh_cidr]
}
