output "cloud_config" {
  description = "What cloud-init is told on the machine's first boot. Holds no secret."
  value       = "#cloud-config\n${yamlencode(local.cloud_config)}"
}

output "settings" {
  description = "Settings of the engine on this machine, beside those in docker/."
  value       = local.settings
}

output "services" {
  description = "Containers that this machine runs."
  value       = local.services
}
