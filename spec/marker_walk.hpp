// SPDX-License-Identifier: MIT OR Apache-2.0
// Walking the post-order nodes of a marker, whatever decides about its comparisons. For the files of markers only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "spec/marker.hpp"

namespace axle::spec {

/// Truth values of finished operands: one word for what occurs, a vector for what is hostile.
class TruthStack {
 public:
  explicit TruthStack(std::size_t limit) {
    if (limit > 64) {
      many_.reserve(limit);
      large_ = true;
    }
  }

  void push(bool value) {
    if (large_) {
      many_.push_back(value);
    } else {
      word_ = (word_ << 1U) | (value ? 1U : 0U);
    }
  }

  bool pop() {
    if (large_) {
      const bool value = many_.back();
      many_.pop_back();
      return value;
    }
    const bool value = (word_ & 1U) != 0;
    word_ >>= 1U;
    return value;
  }

 private:
  std::uint64_t word_ = 0;
  std::vector<bool> many_;
  bool large_ = false;
};

/// `truth` gives the value of a comparison.
template <typename Truth>
bool evaluate_nodes(std::span<const MarkerNode> nodes, Truth truth) {
  TruthStack stack(nodes.size());
  for (const MarkerNode& node : nodes) {
    bool value = node.kind == MarkerNode::Kind::always || node.kind == MarkerNode::Kind::all_of;
    if (node.kind == MarkerNode::Kind::comparison) {
      value = truth(node);
    }
    for (std::uint32_t operand = 0; operand < node.operands; ++operand) {
      const bool operand_value = stack.pop();
      value = node.kind == MarkerNode::Kind::all_of ? (value && operand_value) : (value || operand_value);
    }
    stack.push(value);
  }
  return stack.pop();
}

}  // namespace axle::spec
