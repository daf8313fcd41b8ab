#!/bin/sh
# GET /: who answers.
printf 'Content-Type: text/plain\r\n\r\n'
echo "name: $(hostname)"
echo "address: $(cat /run/address 2>/dev/null || echo none)"
echo "boots: $(cat /run/boots)"
echo "uptime: $(cut -d' ' -f1 /proc/uptime)"
