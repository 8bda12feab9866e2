locals {
  first   = var.node == 0
  alone   = var.node_count == 1
  managed = var.postgres_host != ""
  secrets = "/run/conclave/secrets"

  # Containers of this machine: the stores on the first alone, and PostgreSQL nowhere when RDS has it.
  services = concat(local.first && !local.managed ? ["postgres"] : [], local.first ? ["redis"] : [], ["node", "nginx"])

  postgres = local.managed ? "${var.postgres_host}:5432/conclave?sslmode=require" : "${var.stores_address}:5432/conclave"

  # What differs from the settings in docker/: nothing on one machine.
  settings = merge(
    local.managed || !local.alone ? { "conclave.journal.url" = "jdbc:postgresql://${local.postgres}" } : {},
    local.alone ? {} : {
      "conclave.run.node"          = "node-${var.node + 1}"
      "conclave.bus.url"           = "redis://${var.stores_address}:6379/0"
      "conclave.cluster.enabled"   = "true"
      "conclave.cluster.host"      = var.address
      "conclave.cluster.bind-host" = "0.0.0.0"
      # More than half of them, or two clusters might form.
      "conclave.cluster.nodes"         = tostring(floor(var.node_count / 2) + 1)
      "conclave.cluster.discovery"     = "ec2"
      "conclave.cluster.ec2.tag-key"   = "conclave-cluster"
      "conclave.cluster.ec2.tag-value" = var.name
      "conclave.cluster.ec2.region"    = var.region
      # Where the image's entry puts them, closed to all but its user.
      "conclave.cluster.tls.certificate" = "/tmp/node.pem"
      "conclave.cluster.tls.key"         = "/tmp/node.key"
      "conclave.cluster.tls.authority"   = "/tmp/authority.pem"
    },
  )

  overlays = local.alone ? [] : concat(["compose.member.yaml"], local.first ? ["compose.stores.yaml"] : ["compose.follower.yaml"])

  # Read by the programs below and by Docker Compose. No secret is in it: whoever may describe the instance can read this.
  environment = {
    CONCLAVE_CLUSTER    = var.name
    CONCLAVE_NODE       = "node-${var.node + 1}"
    CONCLAVE_REGION     = var.region
    CONCLAVE_ADDRESS    = var.address
    CONCLAVE_SERVICES   = join(" ", local.services)
    CONCLAVE_OVERLAYS   = join(" ", local.overlays)
    CONCLAVE_PARAMETERS = "/conclave/${var.name}"
    CONCLAVE_REQUIRED   = join(" ", var.secrets)
    CONCLAVE_SECRETS    = local.secrets
    CONCLAVE_RELEASE    = var.release.url
    CONCLAVE_REGISTRY   = var.release.registry
    CONCLAVE_ORIGIN     = var.origin
    # The only container that metadata answer, where nodes look for each other; none on a machine by itself.
    CONCLAVE_ENGINE    = local.alone ? "" : "172.31.250.10"
    CONCLAVE_JAVA_ARGS = join(" ", [for key, value in local.settings : "-D${key}=${value}"])
  }

  programs = ["conclave-compose", "conclave-disk", "conclave-firewall", "conclave-release", "conclave-secrets"]
  units    = ["conclave-disk.service", "conclave-firewall.service", "conclave.service"]

  # What starts with the machine. Only the first has the volume with the stores' data.
  enabled = local.first ? local.units : [for unit in local.units : unit if unit != "conclave-disk.service"]

  # Security updates may want a restart: at another time on each machine, so that the others go on.
  reboot_at = format("%02d:30", 2 + var.node)

  files = concat(
    [for program in local.programs : {
      path        = "/usr/local/sbin/${program}"
      permissions = "0755"
      content     = file("${path.module}/files/${program}")
    }],
    [for unit in local.units : {
      path        = "/etc/systemd/system/${unit}"
      permissions = "0644"
      content     = file("${path.module}/files/${unit}")
    }],
    [for overlay in ["compose.member.yaml", "compose.stores.yaml", "compose.follower.yaml"] : {
      path        = "/etc/conclave/${overlay}"
      permissions = "0644"
      content     = file("${path.module}/files/${overlay}")
    } if contains(local.overlays, overlay)],
    [
      {
        path        = "/etc/conclave/machine.env"
        permissions = "0644"
        content     = join("", [for key, value in local.environment : "${key}=\"${value}\"\n"])
      },
      {
        path        = "/etc/conclave/release.pem"
        permissions = "0644"
        content     = var.release.public_key
      },
      {
        path        = "/etc/docker/daemon.json"
        permissions = "0644"
        content     = file("${path.module}/files/daemon.json")
      },
      {
        path        = "/etc/systemd/journald.conf.d/10-conclave.conf"
        permissions = "0644"
        content     = file("${path.module}/files/journald.conf")
      },
      {
        path        = "/etc/sysctl.d/60-conclave.conf"
        permissions = "0644"
        content     = file("${path.module}/files/sysctl.conf")
      },
      {
        path        = "/etc/ssh/sshd_config.d/10-conclave.conf"
        permissions = "0600"
        content     = file("${path.module}/files/sshd.conf")
      },
      {
        path        = "/etc/apt/apt.conf.d/52conclave"
        permissions = "0644"
        content     = templatefile("${path.module}/files/unattended-upgrades.tftpl", { reboot_at = local.reboot_at })
      },
    ],
  )

  cloud_config = {
    # Files first: Docker reads its settings when its package is installed and starts it.
    write_files    = local.files
    package_update = true
    packages       = ["docker.io", "docker-compose-v2", "jq", "zstd", "iptables", "unattended-upgrades"]
    # Ubuntu has no package of the AWS command line; Amazon publishes this one.
    snap       = { commands = [["install", "aws-cli", "--classic"]] }
    ntp        = { enabled = true, ntp_client = "chrony", servers = ["169.254.169.123"] }
    swap       = { filename = "/swapfile", size = 1073741824, maxsize = 1073741824 }
    ssh_pwauth = false
    runcmd = concat(
      var.ssh ? [["systemctl", "restart", "ssh"]] : [["systemctl", "disable", "--now", "ssh.socket", "ssh.service"]],
      [
        ["sysctl", "--system"],
        ["systemctl", "restart", "systemd-journald"],
        ["systemctl", "daemon-reload"],
      ],
      # Docker has started with its package, before the volume it is to write to was there.
      local.first ? [
        ["systemctl", "stop", "docker.socket", "docker.service"],
        ["systemctl", "start", "conclave-disk.service"],
        ["systemctl", "start", "docker.service"],
      ] : [],
      [
        concat(["systemctl", "enable"], local.enabled),
        concat(["systemctl", "start", "--no-block"], local.enabled),
      ],
    )
  }
}
