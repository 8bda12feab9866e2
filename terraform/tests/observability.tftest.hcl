mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { name = "eu-central-1" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-central-1:123456789012:desk-alarms" }
  }
}

variables {
  name  = "desk"
  email = "desk@example.org"

  instances = {
    node-1 = "i-1"
    node-2 = "i-2"
    node-3 = "i-3"
  }
}

run "three_nodes_and_a_database_stay_within_the_free_alarms" {
  command = apply

  module {
    source = "./modules/observability"
  }

  variables {
    database_id = "desk"
  }

  assert {
    condition = (
      length(aws_cloudwatch_metric_alarm.hardware) + length(aws_cloudwatch_metric_alarm.system)
      + length(aws_cloudwatch_metric_alarm.credits) + length(aws_cloudwatch_metric_alarm.storage) == output.alarms
    ) && output.alarms == 10
    error_message = "all alarms must be counted, and ten are free"
  }

  assert {
    condition     = contains(aws_cloudwatch_metric_alarm.hardware["node-2"].alarm_actions, "arn:aws:automate:eu-central-1:ec2:recover")
    error_message = "a node on failing hardware must be recovered by itself"
  }

  assert {
    condition = alltrue([
      for alarm in concat(values(aws_cloudwatch_metric_alarm.hardware), values(aws_cloudwatch_metric_alarm.system), values(aws_cloudwatch_metric_alarm.credits), aws_cloudwatch_metric_alarm.storage) :
      contains(alarm.alarm_actions, aws_sns_topic.alarms.arn)
    ])
    error_message = "somebody must hear of each alarm"
  }

  assert {
    condition     = aws_budgets_budget.month.limit_amount == "1.00" && length(aws_budgets_budget.month.notification) == 2
    error_message = "a budget of one dollar must be watched"
  }
}

run "an_eleventh_alarm_is_not_made_unnoticed" {
  command = plan

  module {
    source = "./modules/observability"
  }

  variables {
    instances = { a = "i-1", b = "i-2", c = "i-3", d = "i-4" }
  }

  expect_failures = [aws_sns_topic.alarms]
}

run "nobody_and_nothing_are_refused" {
  command = plan

  module {
    source = "./modules/observability"
  }

  variables {
    email      = "nobody"
    budget_usd = 0
  }

  expect_failures = [var.email, var.budget_usd]
}
