# Makes text of values and nothing else, so that what a machine is told can be rendered and tried without a provider.
terraform {
  required_version = ">= 1.11, < 2.0"
}
