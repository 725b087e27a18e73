# The table in which plans count (USAGE_STORE=dynamo), and what the server may do with it.
variable "usage_table" {
  type    = string
  default = "tallystick-usage"
}

resource "aws_dynamodb_table" "usage" {
  name         = var.usage_table
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "owner"
  range_key    = "month"

  attribute {
    name = "owner"
    type = "S"
  }

  attribute {
    name = "month"
    type = "S"
  }

  # Items of windows that are long over go by themselves.
  ttl {
    attribute_name = "expires_at"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }
}

data "aws_iam_policy_document" "usage" {
  statement {
    actions   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.usage.arn]
  }
}

# Attach it to the role or user whose credentials the server has.
resource "aws_iam_policy" "usage" {
  name   = "${var.usage_table}-counts"
  policy = data.aws_iam_policy_document.usage.json
}

output "usage_table" {
  value = aws_dynamodb_table.usage.name
}
