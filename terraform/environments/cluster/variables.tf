# Checked where they are used: each module says in one sentence what it takes.

variable "region" {
  description = "AWS region."
  type        = string
}

variable "name" {
  description = "Name of the cluster, also in tags and in the names of parameters."
  type        = string
  default     = "conclave"
}

variable "domain" {
  description = "Host name under which people reach the page."
  type        = string
}

variable "email" {
  description = "Who is told of alarms and of costs."
  type        = string
}

variable "release" {
  description = "Where a release lies (s3://BUCKET/FOLDER), and the PEM public key that it is signed with."
  type        = object({ url = string, public_key = string, registry = optional(string, "") })
}

variable "node_count" {
  description = "How many nodes: one or three."
  type        = number
  default     = 3

  validation {
    condition     = contains([1, 3], var.node_count)
    error_message = "node_count must be 1 or 3: of two nodes that lose sight of each other neither is a majority."
  }
}

variable "instance_type" {
  description = "EC2 instance type of each node."
  type        = string
  default     = "t3.micro"
}

variable "ssh_cidr" {
  description = "From where SSH is let in; empty for nowhere."
  type        = string
  default     = ""
}

variable "ssh_public_key" {
  description = "Key that SSH lets in; empty for none."
  type        = string
  default     = ""

  validation {
    condition     = (var.ssh_public_key == "") == (var.ssh_cidr == "")
    error_message = "ssh_public_key and ssh_cidr belong together: give both or neither."
  }
}

variable "egress_ports" {
  description = "TCP ports of FIX venues, from 1024 on."
  type        = set(number)
  default     = []
}

variable "kms_key_arn" {
  description = "Key of your own that secrets and disks are encrypted with, the same that put-secrets.sh is given; empty for the account's own ones."
  type        = string
  default     = ""
}

variable "budget_usd" {
  description = "What a month may cost, US dollars, before somebody is told."
  type        = number
  default     = 60
}

variable "nat_gateway" {
  description = "Whether all nodes but the first stand in private subnets, behind a NAT gateway. It is billed by the hour."
  type        = bool
  default     = false
}

variable "managed_postgres" {
  description = "Whether PostgreSQL runs on RDS and not on the first node. It is billed by the hour."
  type        = bool
  default     = false
}

variable "multi_az" {
  description = "Whether RDS keeps a standby in another zone, at twice the price."
  type        = bool
  default     = false
}
