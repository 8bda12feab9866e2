# No resources: the tests in tests/ run each module from here, so that one init and one run are enough for all of them.
terraform {
  required_version = ">= 1.11, < 2.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.80"
    }
  }
}
