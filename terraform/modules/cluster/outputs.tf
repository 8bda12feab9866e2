output "instances" {
  description = "Instance ids by node."
  value       = { for i, node in local.nodes : node.name => aws_instance.node[i].id }
}

output "public_addresses" {
  description = "Public IPv4 addresses by node, of those that have one: let the domain name them."
  value       = { for name, address in aws_eip.node : name => address.public_ip }
}

output "private_addresses" {
  description = "Private IPv4 addresses by node."
  value       = { for i, node in local.nodes : node.name => local.addresses[i] }
}

output "secrets" {
  description = "Parameters that must be there before the first boot, as SecureString."
  value       = [for secret in local.secrets : "/conclave/${var.name}/${secret}"]
}

output "cloud_configs" {
  description = "What each machine is told on its first boot."
  value       = module.boot[*].cloud_config
}
