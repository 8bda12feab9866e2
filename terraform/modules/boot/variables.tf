variable "name" {
  description = "Name of the cluster: the tag nodes find each other by, and the folder of its secrets in Parameter Store."
  type        = string
}

variable "node" {
  description = "Which machine this is, from 0 on. The first holds the stores."
  type        = number
}

variable "node_count" {
  description = "How many machines there are."
  type        = number
}

variable "region" {
  description = "AWS region of all of them."
  type        = string
}

variable "address" {
  description = "This machine's private IPv4 address."
  type        = string
}

variable "stores_address" {
  description = "Private IPv4 address of the machine that holds the stores."
  type        = string
}

variable "postgres_host" {
  description = "Where RDS is; empty when PostgreSQL runs on the first machine."
  type        = string
  default     = ""
}

variable "origin" {
  description = "Under which origin people reach the page, such as https://desk.example.org."
  type        = string
}

variable "release" {
  description = "Where a release lies (s3://BUCKET/FOLDER), the PEM public key that it is signed with, and the registry its images are pulled from, if they do not come with it."
  type        = object({ url = string, public_key = string, registry = optional(string, "") })
}

variable "secrets" {
  description = "Names of the secrets without which a machine does not start."
  type        = list(string)
}

variable "ssh" {
  description = "Whether sshd runs at all."
  type        = bool
}
