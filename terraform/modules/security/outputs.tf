output "entry_group" {
  description = "For machines that the world may reach."
  value       = aws_security_group.entry.id
}

output "nodes_group" {
  description = "For every node."
  value       = aws_security_group.nodes.id
}

output "stores_group" {
  description = "For what holds PostgreSQL or Redis."
  value       = aws_security_group.stores.id
}
