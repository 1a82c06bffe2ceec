#!/usr/bin/env bash
# Writes nasbench201.csv again from the full tables, to standard output.
# usage: make.sh FOLDER    (FOLDER/accuracy.csv and FOLDER/hardware_cifar10.csv; the command: CARTOGRAF, or on PATH)
set -euo pipefail
tables=${1:?usage: make.sh FOLDER}
cartograf=${CARTOGRAF:-cartograf}

# Keys have commas inside of quotes, so that the quote is what parts a line: "net",number,number,...
"$cartograf" convert nasbench201 --sample 770 --seed 1 --reachable-only --to net |
  awk -F'"' '
    FNR == 1 { ++file }
    file == 1 && FNR == 1 { n = split($0, name, ","); for (i = 1; i <= n; ++i) at[name[i]] = i }
    file == 1 { split($3, field, ","); latency[$2] = sprintf("%.3f,%.3f,%.3f,%.3f", field[at["edgegpu_latency"]],
                field[at["raspi4_latency"]], field[at["pixel3_latency"]], field[at["fpga_latency"]]) }
    file == 2 { split($3, field, ","); accuracy[$2] = sprintf("%.2f,%.2f,%.2f", field[2], field[3], field[4]) }
    file == 3 && FNR == 1 { print "net,cifar10,cifar100,imagenet16_120,edgegpu_latency,raspi4_latency,pixel3_latency,fpga_latency" }
    file == 3 {
      if (!($0 in accuracy) || !($0 in latency)) { print "a table lacks " $0 > "/dev/stderr"; exit 1 }
      print "\"" $0 "\"," accuracy[$0] "," latency[$0]
    }' "$tables/hardware_cifar10.csv" "$tables/accuracy.csv" -
