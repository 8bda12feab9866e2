# Checked where they are used: each module says in one sentence what it takes.

variable "region" {
  description = "AWS region. t2.micro is not in every one."
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

variable "instance_type" {
  description = "t2.micro, or what a new account's free plan starts: t3.micro and t3.small."
  type        = string
  default     = "t2.micro"

  validation {
    condition     = contains(["t2.micro", "t3.micro", "t3.small"], var.instance_type)
    error_message = "instance_type must be t2.micro, t3.micro or t3.small: no free tier covers another that the engine runs on."
  }
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
  default     = 1
}
