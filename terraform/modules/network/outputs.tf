output "vpc_id" {
  description = "The network."
  value       = aws_vpc.this.id
}

output "public_subnets" {
  description = "One a zone, in the order of the zones."
  value = [for zone in var.zones : {
    id   = aws_subnet.public[zone].id
    zone = zone
    cidr = aws_subnet.public[zone].cidr_block
  }]
}

output "private_subnets" {
  description = "One a zone, in the order of the zones."
  value = [for zone in var.zones : {
    id   = aws_subnet.private[zone].id
    zone = zone
    cidr = aws_subnet.private[zone].cidr_block
  }]
}
