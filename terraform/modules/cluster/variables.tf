variable "name" {
  description = "Name of the cluster: the tag nodes find each other by, the folder of its secrets, and what all names begin with."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.name))
    error_message = "name must be 2 to 20 small letters, digits and dashes, and begin with a letter."
  }
}

variable "node_count" {
  description = "How many nodes. Two are no safer than one: neither side of a split is a majority."
  type        = number
  default     = 1

  validation {
    condition     = contains([1, 2, 3], var.node_count)
    error_message = "node_count must be 1, 2 or 3."
  }
}

variable "instance_type" {
  description = "EC2 instance type. Its processors must be x86-64: the C++ worker is for no other."
  type        = string
  default     = "t2.micro"

  validation {
    condition     = can(regex("^(t2|t3|t3a)\\.(micro|small|medium|large)$", var.instance_type))
    error_message = "instance_type must be micro, small, medium or large of the families t2, t3 or t3a, such as t2.micro."
  }
}

variable "subnets" {
  description = "One a node is taken in turn, so that zones share the nodes. The first node, whom the world calls, takes the first."
  type        = list(object({ id = string, zone = string, cidr = string }))

  validation {
    condition     = length(var.subnets) > 0
    error_message = "subnets must hold at least one subnet."
  }
}

variable "hidden_subnets" {
  description = "Where all nodes but the first go, without a public address, if they have another way out (a NAT gateway). Empty: they stand beside the first."
  type        = list(object({ id = string, zone = string, cidr = string }))
  default     = []
}

variable "entry_group" {
  description = "Security group of machines that the world may reach."
  type        = string
}

variable "nodes_group" {
  description = "Security group of all nodes."
  type        = string
}

variable "stores_group" {
  description = "Security group of what holds PostgreSQL or Redis."
  type        = string
}

variable "volume_id" {
  description = "Volume with the stores' data, in the zone of the first subnet."
  type        = string
}

variable "postgres_host" {
  description = "Where RDS is; empty when PostgreSQL runs on the first node."
  type        = string
  default     = ""
}

variable "root_gib" {
  description = "Size of each machine's own disk, GiB: system, images, logs, swap."
  type        = number
  default     = 12

  validation {
    condition     = var.root_gib >= 10 && var.root_gib <= 100 && floor(var.root_gib) == var.root_gib
    error_message = "root_gib must be a whole number of GiB from 10 to 100."
  }
}

variable "domain" {
  description = "Host name under which people reach the page; its certificate is among the secrets."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain))
    error_message = "domain must be a host name in small letters, such as desk.example.org."
  }
}

variable "release" {
  description = "Where a release lies (s3://BUCKET/FOLDER), the PEM public key that it is signed with, and the registry its images are pulled from, if they do not come with it."
  type        = object({ url = string, public_key = string, registry = optional(string, "") })

  validation {
    condition     = can(regex("^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._-]+)+$", var.release.url))
    error_message = "release.url must be a folder in S3, such as s3://my-releases/conclave/0.1.0, without a slash at its end."
  }

  validation {
    condition     = can(regex("^-----BEGIN PUBLIC KEY-----\n[A-Za-z0-9+/=\n]+\n-----END PUBLIC KEY-----\n?$", var.release.public_key))
    error_message = "release.public_key must be a public key in PEM, as openssl pkey -pubout writes it."
  }

  validation {
    condition     = can(regex("^([a-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)*)?$", var.release.registry))
    error_message = "release.registry must be empty or a registry with its folder, such as registry.example.org/desk."
  }
}

variable "secrets" {
  description = "Names, below /conclave/NAME in Parameter Store, without which no machine starts; several nodes also want certificates."
  type        = set(string)
  default     = ["certificate.pem", "conclave.conf", "key.pem", "postgres", "redis.conf", "roles"]

  validation {
    condition     = alltrue([for secret in var.secrets : can(regex("^[a-z0-9][a-z0-9.-]*$", secret))])
    error_message = "secrets must be names of small letters, digits, dots and dashes."
  }
}

variable "kms_key_arn" {
  description = "Key of your own that secrets and disks are encrypted with; empty for the account's own ones, which cost nothing."
  type        = string
  default     = ""

  validation {
    condition     = var.kms_key_arn == "" || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[a-f0-9-]+$", var.kms_key_arn))
    error_message = "kms_key_arn must be empty or the ARN of a key, such as arn:aws:kms:eu-central-1:123456789012:key/1234abcd-…"
  }
}

variable "session_manager" {
  description = "Whether operators reach machines through Session Manager, with no open port."
  type        = bool
  default     = true
}

variable "ssh_public_key" {
  description = "Key that SSH lets in, in OpenSSH's format. Empty: sshd does not run."
  type        = string
  default     = ""

  validation {
    condition     = var.ssh_public_key == "" || can(regex("^(ssh-ed25519|ssh-rsa) [A-Za-z0-9+/=]+( .*)?$", var.ssh_public_key))
    error_message = "ssh_public_key must be empty or an Ed25519 or RSA key as in a .pub file; EC2 takes no other."
  }
}
