# What a machine may do in the account, written out: Amazon's own policy for Session Manager would also let it read every
# parameter there is.
data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  partition  = data.aws_partition.current.partition
  parameters = "arn:${local.partition}:ssm:${local.region}:${data.aws_caller_identity.current.account_id}:parameter/conclave/${var.name}"

  its_secrets = {
    Sid      = "ItsOwnSecrets"
    Effect   = "Allow"
    Action   = ["ssm:GetParametersByPath"]
    Resource = [local.parameters, "${local.parameters}/*"]
  }

  its_release = {
    Sid      = "ItsRelease"
    Effect   = "Allow"
    Action   = ["s3:GetObject"]
    Resource = ["arn:${local.partition}:s3:::${trimprefix(var.release.url, "s3://")}/*"]
  }

  # EC2 knows no narrower resource for this.
  its_peers = {
    Sid       = "ItsPeers"
    Effect    = "Allow"
    Action    = ["ec2:DescribeInstances"]
    Resource  = ["*"]
    Condition = { StringEquals = { "aws:RequestedRegion" = local.region } }
  }

  # Neither of these can be narrowed; they speak for the machine itself and open nothing.
  its_operators = {
    Sid    = "ItsOperators"
    Effect = "Allow"
    Action = [
      "ssm:UpdateInstanceInformation",
      "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:OpenDataChannel",
    ]
    Resource = ["*"]
  }

  its_key = {
    Sid       = "ItsKey"
    Effect    = "Allow"
    Action    = ["kms:Decrypt"]
    Resource  = [var.kms_key_arn]
    Condition = { StringEquals = { "kms:ViaService" = "ssm.${local.region}.amazonaws.com" } }
  }
}

resource "aws_iam_role" "node" {
  name = "conclave-${var.name}-${local.region}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })

  tags = local.tags
}

resource "aws_iam_role_policy" "node" {
  name = "node"
  role = aws_iam_role.node.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [local.its_secrets, local.its_release],
      var.node_count > 1 ? [local.its_peers] : [],
      var.session_manager ? [local.its_operators] : [],
      var.kms_key_arn == "" ? [] : [local.its_key],
    )
  })
}

resource "aws_iam_instance_profile" "node" {
  name = "conclave-${var.name}-${local.region}"
  role = aws_iam_role.node.name

  tags = local.tags
}
