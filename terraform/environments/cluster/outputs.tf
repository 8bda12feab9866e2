output "page" {
  description = "Where people go, once the domain names the address."
  value       = "https://${var.domain}/"
}

output "addresses" {
  description = "Public IPv4 addresses: let the domain name them."
  value       = module.cluster.public_addresses
}

output "secrets" {
  description = "Parameters that must be there before the first boot; put-secrets.sh stores them."
  value       = module.cluster.secrets
}

output "shell" {
  description = "How an operator gets to a machine."
  value       = { for node, id in module.cluster.instances : node => "aws ssm start-session --region ${var.region} --target ${id}" }
}

output "superuser_secret" {
  description = "ARN of the secret with RDS's superuser; empty when PostgreSQL runs on the first node."
  value       = module.data.superuser_secret
}
