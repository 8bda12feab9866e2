data "aws_region" "current" {}

# Canonical's own word for its current image of Ubuntu 24.04.
data "aws_ssm_parameter" "image" {
  name = "/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id"
}

locals {
  region = data.aws_region.current.name
  tags   = { "conclave-cluster" = var.name }

  nodes = [for i in range(var.node_count) : {
    name   = "node-${i + 1}"
    hidden = i > 0 && length(var.hidden_subnets) > 0
    subnet = i > 0 && length(var.hidden_subnets) > 0 ? var.hidden_subnets[i % length(var.hidden_subnets)] : var.subnets[i % length(var.subnets)]
  }]

  # Known before anything exists, and the same after a machine was replaced. AWS keeps the first four of a subnet.
  addresses = [for i, node in local.nodes : cidrhost(node.subnet.cidr, 10 + i)]

  # Between machines each shows a certificate of its own.
  certificates = var.node_count == 1 ? [] : concat(["authority.pem"], flatten([for node in local.nodes : ["${node.name}.pem", "${node.name}.key"]]))
  secrets      = sort(setunion(var.secrets, local.certificates))
}

module "boot" {
  source = "../boot"
  count  = var.node_count

  name           = var.name
  node           = count.index
  node_count     = var.node_count
  region         = local.region
  address        = local.addresses[count.index]
  stores_address = local.addresses[0]
  postgres_host  = var.postgres_host
  origin         = "https://${var.domain}"
  release        = var.release
  secrets        = local.secrets
  ssh            = var.ssh_public_key != ""
}

resource "aws_key_pair" "operators" {
  count = var.ssh_public_key == "" ? 0 : 1

  key_name   = var.name
  public_key = var.ssh_public_key
}

resource "aws_launch_template" "node" {
  name                   = var.name
  update_default_version = true
  image_id               = data.aws_ssm_parameter.image.insecure_value
  instance_type          = var.instance_type
  key_name               = var.ssh_public_key == "" ? null : aws_key_pair.operators[0].key_name

  iam_instance_profile {
    arn = aws_iam_instance_profile.node.arn
  }

  # One hop: no container gets to the machine's role. Of several nodes each must, to find the others; there the machine's own
  # firewall lets the engine's container through and no other.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = var.node_count == 1 ? 1 : 2
    instance_metadata_tags      = "disabled"
  }

  block_device_mappings {
    device_name = "/dev/sda1"

    ebs {
      volume_type           = "gp3"
      volume_size           = var.root_gib
      encrypted             = true
      kms_key_id            = var.kms_key_arn == "" ? null : var.kms_key_arn
      delete_on_termination = true
    }
  }

  # T3 would go on at full speed and send a bill.
  credit_specification {
    cpu_credits = "standard"
  }

  monitoring {
    enabled = false
  }

  tag_specifications {
    resource_type = "instance"
    tags          = local.tags
  }

  tag_specifications {
    resource_type = "volume"
    tags          = local.tags
  }

  lifecycle {
    # A new image of Ubuntu is no reason to replace machines that keep themselves up to date.
    ignore_changes = [image_id]
  }
}

# Made before its machine and outliving it, so that the first packet of a boot already finds its way out.
resource "aws_network_interface" "node" {
  count = var.node_count

  subnet_id   = local.nodes[count.index].subnet.id
  private_ips = [local.addresses[count.index]]
  security_groups = concat(
    [var.nodes_group],
    local.nodes[count.index].hidden ? [] : [var.entry_group],
    count.index == 0 ? [var.stores_group] : [],
  )

  tags = merge(local.tags, { Name = "${var.name}-${local.nodes[count.index].name}" })
}

resource "aws_eip" "node" {
  for_each = { for i, node in local.nodes : node.name => i if !node.hidden }

  domain            = "vpc"
  network_interface = aws_network_interface.node[each.value].id

  tags = merge(local.tags, { Name = "${var.name}-${each.key}" })
}

resource "aws_instance" "node" {
  count = var.node_count

  user_data_base64 = base64gzip(module.boot[count.index].cloud_config)

  # cloud-init listens once: another release or setting is another machine, with the same address and the same data.
  user_data_replace_on_change = true

  launch_template {
    id      = aws_launch_template.node.id
    version = aws_launch_template.node.latest_version
  }

  network_interface {
    device_index         = 0
    network_interface_id = aws_network_interface.node[count.index].id
  }

  # Hardware that fails is left without anybody's doing.
  maintenance_options {
    auto_recovery = "default"
  }

  tags = merge(local.tags, { Name = "${var.name}-${local.nodes[count.index].name}" })

  depends_on = [aws_eip.node, aws_iam_role_policy.node]
}

resource "aws_volume_attachment" "stores" {
  device_name                    = "/dev/sdf"
  volume_id                      = var.volume_id
  instance_id                    = aws_instance.node[0].id
  stop_instance_before_detaching = true
}
