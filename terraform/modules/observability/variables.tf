variable "name" {
  description = "Name of the cluster; begins the names of everything here."
  type        = string
}

variable "instances" {
  description = "Instance ids by node."
  type        = map(string)
}

variable "database_id" {
  description = "RDS identifier, if PostgreSQL is there."
  type        = string
  default     = ""
}

variable "email" {
  description = "Who is told. AWS asks this address once whether it wants that."
  type        = string

  validation {
    condition     = can(regex("^[^@[:space:]]+@[^@[:space:]]+\\.[^@[:space:]]+$", var.email))
    error_message = "email must be an address such as desk@example.org."
  }
}

variable "budget_usd" {
  description = "What the account may cost a month, US dollars, before somebody is told."
  type        = number
  default     = 1

  validation {
    condition     = var.budget_usd >= 0.01 && var.budget_usd <= 10000
    error_message = "budget_usd must be from 0.01 to 10000 dollars."
  }
}
