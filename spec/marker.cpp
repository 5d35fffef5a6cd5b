// SPDX-License-Identifier: MIT OR Apache-2.0
// The marker value: evaluation over the post-order nodes, printing, conjunction.
//
// Not here: parsing (marker_parse.cpp), single comparisons (marker_comparison.cpp, marker_truth.cpp).
#include "spec/marker.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "spec/marker_comparison.hpp"
#include "spec/marker_walk.hpp"

namespace axle::spec {

namespace {

using Kind = MarkerNode::Kind;

std::vector<MarkerNode> constant(Kind kind) {
  MarkerNode node;
  node.kind = kind;
  return {std::move(node)};
}

const std::shared_ptr<const std::vector<MarkerNode>>& always_nodes() {
  static const auto k_nodes = std::make_shared<const std::vector<MarkerNode>>(constant(Kind::always));
  return k_nodes;
}

bool names_extra(const MarkerNode& node) {
  return node.kind == Kind::comparison &&
         (node.variable == MarkerVariable::extra || node.variable == MarkerVariable::extras);
}

bool wants_extra(const MarkerNode& node) {
  return node.op == MarkerOperator::equal || node.op == MarkerOperator::in;
}

bool is_active(std::span<const ExtraName> extras, std::string_view name) {
  return std::ranges::any_of(extras, [name](const ExtraName& extra) { return extra.text() == name; });
}

bool is_comparison_true(const MarkerNode& node, const MarkerEnvironment& environment,
                        std::span<const ExtraName> extras) {
  if (names_extra(node)) {
    return is_active(extras, node.value) == wants_extra(node);
  }
  if (node.variable == MarkerVariable::dependency_groups) {
    return node.op == MarkerOperator::not_in;
  }
  return is_true(node, environment);
}

/// What a part of a marker says when a single extra is active, for every choice of it.
struct TruthByExtra {
  bool otherwise = false;                    ///< for all extras but the exceptions
  std::vector<std::string_view> exceptions;  ///< ascending
};

TruthByExtra join(std::span<const TruthByExtra> operands, Kind kind) {
  std::ptrdiff_t holding = 0;
  std::vector<std::pair<std::string_view, int>> changes;  // of `holding`, by the extra that makes it
  for (const TruthByExtra& operand : operands) {
    holding += operand.otherwise ? 1 : 0;
    for (const std::string_view name : operand.exceptions) {
      changes.emplace_back(name, operand.otherwise ? -1 : 1);
    }
  }
  const auto wanted = kind == Kind::any_of ? 1 : std::ssize(operands);
  const auto is_enough = [&](std::ptrdiff_t count) { return kind != Kind::never && count >= wanted; };
  std::ranges::sort(changes);
  TruthByExtra joint{is_enough(holding), {}};
  for (std::size_t at = 0; at < changes.size();) {
    const std::string_view name = changes[at].first;
    std::ptrdiff_t count = holding;
    for (; at < changes.size() && changes[at].first == name; ++at) {
      count += changes[at].second;
    }
    if (is_enough(count) != joint.otherwise) {
      joint.exceptions.push_back(name);
    }
  }
  return joint;
}

std::string print_comparison(const MarkerNode& node) {
  const char quote = node.value.find('"') == std::string::npos ? '"' : '\'';
  const std::string value = quote + node.value + quote;
  const std::string variable(to_string(node.variable));
  const std::string op = " " + std::string(to_string(node.op)) + " ";
  return node.value_on_left ? value + op + variable : variable + op + value;
}

struct Printed {
  std::string text;
  Kind kind = Kind::comparison;
};

Printed print_group(std::span<Printed> operands, Kind kind) {
  Printed group = {.text = {}, .kind = kind};
  for (Printed& operand : operands) {
    if (!group.text.empty()) {
      group.text += kind == Kind::all_of ? " and " : " or ";
    }
    const bool parentheses = kind == Kind::all_of && operand.kind == Kind::any_of;
    group.text += parentheses ? "(" + operand.text + ")" : operand.text;
  }
  return group;
}

/// How many operands `nodes` brings into an `and`; the node of its own `and` is left out.
std::uint32_t append_operands(std::vector<MarkerNode>& out, std::span<const MarkerNode> nodes) {
  const bool is_group = nodes.back().kind == Kind::all_of;
  out.insert(out.end(), nodes.begin(), nodes.end() - (is_group ? 1 : 0));
  return is_group ? nodes.back().operands : 1;
}

}  // namespace

Marker::Marker() : nodes_(always_nodes()) {}

Marker Marker::never() {
  return Marker(constant(Kind::never));
}

Marker::Marker(std::vector<MarkerNode> nodes)
    : nodes_(std::make_shared<const std::vector<MarkerNode>>(std::move(nodes))) {}

bool Marker::is_always() const {
  return nodes_->back().kind == Kind::always;
}

bool Marker::evaluate(const MarkerEnvironment& environment, std::span<const ExtraName> extras) const {
  return evaluate_nodes(*nodes_, [&](const MarkerNode& node) { return is_comparison_true(node, environment, extras); });
}

std::vector<ExtraName> Marker::extras_that_help(const MarkerEnvironment& environment) const {
  std::vector<TruthByExtra> stack;
  std::unordered_set<std::string_view> compared;
  for (const MarkerNode& node : *nodes_) {
    if (node.kind != Kind::comparison) {
      TruthByExtra group = join(std::span(stack).last(node.operands), node.kind);
      stack.resize(stack.size() - node.operands);
      stack.push_back(std::move(group));
      continue;
    }
    stack.push_back({is_comparison_true(node, environment, {}), {}});
    if (names_extra(node)) {
      stack.back().exceptions.emplace_back(node.value);
    }
    if (node.variable == MarkerVariable::extra && node.op == MarkerOperator::equal) {
      compared.insert(node.value);
    }
  }
  std::vector<ExtraName> names;
  const std::vector<std::string_view>& exceptions = stack.back().exceptions;
  for (const std::string_view name : compared) {
    if (std::ranges::binary_search(exceptions, name) != stack.back().otherwise) {
      names.push_back(ExtraName::of(name));
    }
  }
  std::ranges::sort(names);
  return names;
}

std::optional<ExtraName> Marker::required_extra() const {
  using Extra = std::optional<ExtraName>;
  std::vector<Extra> stack;
  for (const MarkerNode& node : *nodes_) {
    if (node.kind == Kind::comparison) {
      const bool is_extra = node.variable == MarkerVariable::extra && node.op == MarkerOperator::equal;
      stack.push_back(is_extra ? Extra(ExtraName::of(node.value)) : std::nullopt);
      continue;
    }
    const auto operands = std::span(stack).last(node.operands);
    Extra joint;
    if (node.kind == Kind::all_of) {
      const auto found = std::ranges::find_if(operands, [](const Extra& extra) { return extra.has_value(); });
      joint = found == operands.end() ? std::nullopt : *found;
    } else if (node.kind == Kind::any_of && !operands.empty()) {
      const bool is_same = std::ranges::all_of(operands, [&](const Extra& extra) { return extra == operands.front(); });
      joint = is_same ? operands.front() : std::nullopt;
    }
    stack.resize(stack.size() - node.operands);
    stack.push_back(std::move(joint));
  }
  return stack.empty() ? std::nullopt : stack.back();
}

std::string Marker::to_string() const {
  std::vector<Printed> stack;
  for (const MarkerNode& node : *nodes_) {
    if (node.kind == Kind::comparison) {
      stack.push_back({print_comparison(node), node.kind});
    } else if (node.kind == Kind::never) {
      // Markers have no word for "never"; no interpreter is older than version 0.
      stack.push_back({"python_version < \"0\"", node.kind});
    } else if (node.kind != Kind::always) {
      const std::span<Printed> operands = std::span(stack).last(node.operands);
      Printed group = print_group(operands, node.kind);
      stack.resize(stack.size() - node.operands);
      stack.push_back(std::move(group));
    }
  }
  return stack.empty() ? std::string() : std::move(stack.back().text);
}

Marker Marker::operator&(const Marker& other) const {
  const Kind kind = nodes_->back().kind;
  const Kind other_kind = other.nodes_->back().kind;
  if (kind == Kind::always || other_kind == Kind::never) {
    return other;
  }
  if (other_kind == Kind::always || kind == Kind::never) {
    return *this;
  }
  std::vector<MarkerNode> nodes;
  nodes.reserve(nodes_->size() + other.nodes_->size() + 1);
  MarkerNode group;
  group.kind = Kind::all_of;
  group.operands = append_operands(nodes, *nodes_);
  group.operands += append_operands(nodes, *other.nodes_);
  nodes.push_back(std::move(group));
  return Marker(std::move(nodes));
}

bool Marker::operator==(const Marker& other) const {
  return nodes_ == other.nodes_ || *nodes_ == *other.nodes_;
}

}  // namespace axle::spec
