variable "name" {
  description = "Name of the cluster; begins the names of everything here."
  type        = string
}

variable "cidr" {
  description = "The network's IPv4 range. Each subnet takes a sixteenth of it."
  type        = string
  default     = "10.20.0.0/16"

  validation {
    condition     = can(cidrnetmask(var.cidr)) && startswith(var.cidr, "10.") && try(tonumber(split("/", var.cidr)[1]) >= 16 && tonumber(split("/", var.cidr)[1]) <= 24, false)
    error_message = "cidr must be an IPv4 range from /16 to /24 within 10.0.0.0/8, such as 10.20.0.0/16: containers have the other private ones."
  }
}

variable "zones" {
  description = "Availability zones, each given one public and one private subnet."
  type        = list(string)

  validation {
    condition     = length(var.zones) >= 1 && length(var.zones) <= 3 && length(distinct(var.zones)) == length(var.zones)
    error_message = "zones must name one to three different availability zones."
  }
}

variable "nat_gateway" {
  description = "Whether private subnets reach the internet through one NAT gateway. It is billed by the hour and by the byte."
  type        = bool
  default     = false
}
