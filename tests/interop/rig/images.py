#!/usr/bin/env python3
"""Writes the images that the emulator offers, named and owned as AWS's EKS images are, with dates relative to today.

usage: images.py FILE
"""
import datetime
import json
import os
import sys

AMAZON = "602401143452"  # the account that owns Amazon's EKS images, from the EKS User Guide


def image(image_id, name, days_old, architecture="x86_64"):
    created = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=days_old)
    return {
        "ami_id": image_id, "name": name, "description": name, "owner_id": AMAZON, "owner_alias": "amazon", "public": True,
        "virtualization_type": "hvm", "architecture": architecture, "state": "available", "platform": None, "image_type": "machine",
        "hypervisor": "xen", "root_device_name": "/dev/xvda", "root_device_type": "ebs", "sriov": "simple",
        "creation_date": created.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    }


# days by which the emulator's clock is behind, see record_example.sh
BEHIND = int(os.environ.get("RIG_DAYS_BEHIND", "0"))

IMAGES = [
    image("ami-0a1b2c3d4e5f60001", "amazon-eks-node-al2023-x86_64-standard-1.34-v20261110", 10),
    # the image that the previous quarter's nodes came from; the emulator then runs on that quarter's clock
    image("ami-0a1b2c3d4e5f60003", "amazon-eks-node-al2023-x86_64-standard-1.34-v20260918", 10),
    image("ami-0a1b2c3d4e5f60002", "amazon-eks-node-1.28-v20240110", 680 - BEHIND),
]

if __name__ == "__main__":
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump(IMAGES, out)
