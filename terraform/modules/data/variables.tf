variable "name" {
  description = "Name of the cluster; begins the names of everything here."
  type        = string
}

variable "zone" {
  description = "Availability zone of the machine that holds the stores: a volume cannot leave its zone."
  type        = string
}

variable "volume_gib" {
  description = "Size of the volume with the stores' data, GiB."
  type        = number
  default     = 10

  validation {
    condition     = var.volume_gib >= 5 && var.volume_gib <= 500 && floor(var.volume_gib) == var.volume_gib
    error_message = "volume_gib must be a whole number of GiB from 5 to 500."
  }
}

variable "managed_postgres" {
  description = "Whether PostgreSQL runs on RDS and not on the first node. It is billed by the hour."
  type        = bool
  default     = false
}

variable "instance_class" {
  description = "RDS instance class."
  type        = string
  default     = "db.t4g.micro"

  validation {
    condition     = can(regex("^db\\.(t3|t4g|m6g|m7g|r6g|r7g)\\.[a-z0-9]+$", var.instance_class))
    error_message = "instance_class must be an RDS class of the families t3, t4g, m6g, m7g, r6g or r7g, such as db.t4g.micro."
  }
}

variable "multi_az" {
  description = "Whether RDS keeps a standby in another zone, at twice the price."
  type        = bool
  default     = false
}

variable "private_subnets" {
  description = "Subnets for RDS, in at least two zones if it is wanted."
  type        = list(object({ id = string, zone = string, cidr = string }))
  default     = []
}

variable "kms_key_arn" {
  description = "Key of your own that the volume and the database are encrypted with; empty for the account's own one."
  type        = string
  default     = ""
}

variable "stores_group" {
  description = "Security group of the stores."
  type        = string
}
