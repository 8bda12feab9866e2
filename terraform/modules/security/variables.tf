variable "name" {
  description = "Name of the cluster; begins the names of everything here."
  type        = string
}

variable "vpc_id" {
  description = "The network that the groups belong to."
  type        = string
}

variable "ssh_cidr" {
  description = "From where SSH is let in: one small IPv4 range. Empty for nowhere; Session Manager needs no open port."
  type        = string
  default     = ""

  validation {
    condition     = var.ssh_cidr == "" || (can(cidrnetmask(var.ssh_cidr)) && try(tonumber(split("/", var.ssh_cidr)[1]) >= 24, false))
    error_message = "ssh_cidr must be empty or an IPv4 range of at most 256 addresses, such as 203.0.113.7/32: neither 0.0.0.0/0 nor ::/0 is let in."
  }
}

variable "egress_ports" {
  description = "TCP ports that nodes reach out to beside 443 and 80: those of FIX venues."
  type        = set(number)
  default     = []

  validation {
    condition     = alltrue([for port in var.egress_ports : port >= 1024 && port <= 65535])
    error_message = "egress_ports must be TCP ports from 1024 to 65535, which those of FIX venues are."
  }
}
