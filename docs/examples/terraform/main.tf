# tocsin.yaml, applied by Terraform. See docs/as-code.md.

terraform {
  required_version = ">= 1.4"
  required_providers {
    http = {
      source  = "hashicorp/http"
      version = "~> 3.4"
    }
    local = {
      source  = "hashicorp/local"
      version = "~> 2.5"
    }
  }
}

variable "url" {
  type        = string
  description = "The output ApiUrl of the stack."
}

variable "token" {
  type        = string
  sensitive   = true
  description = "A token with the scope admin."
}

variable "file" {
  type        = string
  default     = "tocsin.yaml"
  description = "The configuration."
}

# The version in force when this is planned. What somebody applies between plan and apply is not overwritten.
data "http" "in_force" {
  url = "${var.url}/v1/configuration"
  request_headers = {
    Authorization = "Bearer ${var.token}"
  }
  lifecycle {
    postcondition {
      condition     = self.status_code == 200
      error_message = "Tocsin answered ${self.status_code}: are url and token right?"
    }
  }
}

resource "local_sensitive_file" "document" {
  filename = "${path.module}/.tocsin.json"
  content  = jsonencode(yamldecode(file(var.file)))
}

resource "terraform_data" "configuration" {
  triggers_replace = local_sensitive_file.document.content_sha256

  provisioner "local-exec" {
    command = "sh ${path.module}/apply.sh"
    environment = {
      TOCSIN_URL   = var.url
      TOCSIN_TOKEN = var.token
      DOCUMENT     = local_sensitive_file.document.filename
      VERSION      = jsondecode(data.http.in_force.response_body).version
    }
  }
}
