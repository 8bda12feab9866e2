output "volume_id" {
  description = "Volume for the data of the stores that run on a node."
  value       = aws_ebs_volume.stores.id
}

output "postgres_host" {
  description = "Where RDS listens on 5432; empty when PostgreSQL runs on the first node."
  value       = var.managed_postgres ? aws_db_instance.this[0].address : ""
}

output "database_id" {
  description = "RDS identifier; empty when PostgreSQL runs on the first node."
  value       = var.managed_postgres ? aws_db_instance.this[0].identifier : ""
}

output "superuser_secret" {
  description = "ARN of the secret with RDS's superuser; empty when PostgreSQL runs on the first node."
  value       = var.managed_postgres ? one(aws_db_instance.this[0].master_user_secret[*].secret_arn) : ""
}
