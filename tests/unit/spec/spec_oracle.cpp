// SPDX-License-Identifier: MIT OR Apache-2.0
// Program: compares spec/ with a folder of vectors of any seed. By hand:
//   python tools/spec_vectors.py --seed 7 --out FOLDER && spec_oracle FOLDER
#include <iostream>

#include "tests/unit/spec/vectors.hpp"

int main(int argument_count, char** arguments) {
  if (argument_count != 2) {
    std::cerr << "usage: spec_oracle FOLDER\n";
    return 2;
  }
  bool all_agree = true;
  for (const auto& [name, report] : axle::spec::compare_folder(arguments[1])) {
    all_agree = all_agree && report.failures.empty() && report.compared > 0;
    std::cout << name << ": " << report.compared << " verdicts, " << report.failures.size() << " disagree\n";
    for (const auto& [rule, rows] : report.deviations) {
      std::cout << "  deviation `" << rule << "`: " << rows << " rows\n";
    }
    for (const std::string& failure : report.failures) {
      std::cout << "  " << failure << "\n";
    }
  }
  return all_agree ? 0 : 1;
}
