data "aws_region" "current" {}

data "aws_partition" "current" {}

locals {
  # Ten alarms on Amazon's own metrics cost nothing; three a node and one for the database are ten.
  free_alarms = 10
  alarms      = 3 * length(var.instances) + (var.database_id == "" ? 0 : 1)
}

# Not encrypted with Amazon's key, to which CloudWatch has no right; what it says is that a node is ill, not why.
resource "aws_sns_topic" "alarms" {
  name = "${var.name}-alarms"

  lifecycle {
    precondition {
      condition     = local.alarms <= local.free_alarms
      error_message = "So many nodes want more than the ten alarms that are free: take one away here or pay for them."
    }
  }
}

resource "aws_sns_topic_subscription" "email" {
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = var.email
}

# The machine beneath is ill: AWS starts the same instance on another one.
resource "aws_cloudwatch_metric_alarm" "hardware" {
  for_each = var.instances

  alarm_name          = "${var.name}-${each.key}-hardware"
  alarm_description   = "The machine beneath ${each.key} fails; it is recovered on another one."
  namespace           = "AWS/EC2"
  metric_name         = "StatusCheckFailed_System"
  dimensions          = { InstanceId = each.value }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 2
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "missing"
  alarm_actions       = ["arn:${data.aws_partition.current.partition}:automate:${data.aws_region.current.name}:ec2:recover", aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "system" {
  for_each = var.instances

  alarm_name          = "${var.name}-${each.key}-system"
  alarm_description   = "${each.key} does not answer: its system hangs or is out of memory."
  namespace           = "AWS/EC2"
  metric_name         = "StatusCheckFailed_Instance"
  dimensions          = { InstanceId = each.value }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 3
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

# Without credits a t2.micro has a tenth of a processor: rounds then come later than their deadline, and are not traded.
resource "aws_cloudwatch_metric_alarm" "credits" {
  for_each = var.instances

  alarm_name          = "${var.name}-${each.key}-credits"
  alarm_description   = "${each.key} has used up nearly all its CPU credits and will soon be slowed down."
  namespace           = "AWS/EC2"
  metric_name         = "CPUCreditBalance"
  dimensions          = { InstanceId = each.value }
  statistic           = "Minimum"
  period              = 300
  evaluation_periods  = 3
  comparison_operator = "LessThanThreshold"
  threshold           = 15
  treat_missing_data  = "missing"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "storage" {
  count = var.database_id == "" ? 0 : 1

  alarm_name          = "${var.name}-database-storage"
  alarm_description   = "The database has less than 2 GiB left."
  namespace           = "AWS/RDS"
  metric_name         = "FreeStorageSpace"
  dimensions          = { DBInstanceIdentifier = var.database_id }
  statistic           = "Minimum"
  period              = 300
  evaluation_periods  = 2
  comparison_operator = "LessThanThreshold"
  threshold           = 2147483648
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
}

# Told when half of it is spent, and when the month is going to cost more than all of it.
resource "aws_budgets_budget" "month" {
  name         = "${var.name}-month"
  budget_type  = "COST"
  limit_amount = format("%.2f", var.budget_usd)
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  notification {
    notification_type          = "ACTUAL"
    comparison_operator        = "GREATER_THAN"
    threshold                  = 50
    threshold_type             = "PERCENTAGE"
    subscriber_email_addresses = [var.email]
  }

  notification {
    notification_type          = "FORECASTED"
    comparison_operator        = "GREATER_THAN"
    threshold                  = 100
    threshold_type             = "PERCENTAGE"
    subscriber_email_addresses = [var.email]
  }
}
