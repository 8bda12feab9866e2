output "alarms" {
  description = "How many alarms there are. Ten are free."
  value       = local.alarms
}

output "topic_arn" {
  description = "Where alarms are told."
  value       = aws_sns_topic.alarms.arn
}
