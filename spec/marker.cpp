// SPDX-License-Identifier: MIT OR Apache-2.0
// The marker value: evaluation over the post-order nodes, printing, conjunction.
//
// Not here: parsing (marker_parse.cpp), single comparisons (marker_comparison.cpp, marker_truth.cpp).
#include "spec/marker.hpp"

#include <algorithm>
#include <utility>

#include "spec/marker_comparison.hpp"

namespace axle::spec {

namespace {

using Kind = MarkerNode::Kind;

/// Extras that occur both as wanted and as unwanted are tried in every combination up to this many.
constexpr std::size_t k_free_extras_limit = 12;

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
    bool value = node.kind == Kind::always || node.kind == Kind::all_of;
    if (node.kind == Kind::comparison) {
      value = truth(node);
    }
    for (std::uint32_t operand = 0; operand < node.operands; ++operand) {
      const bool operand_value = stack.pop();
      value = node.kind == Kind::all_of ? (value && operand_value) : (value || operand_value);
    }
    stack.push(value);
  }
  return stack.pop();
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

/// Names that occur with both wishes, so that no single choice suits every comparison.
std::vector<std::string_view> find_disputed_extras(std::span<const MarkerNode> nodes) {
  std::vector<std::string_view> wanted;
  std::vector<std::string_view> unwanted;
  for (const MarkerNode& node : nodes) {
    if (names_extra(node)) {
      (wants_extra(node) ? wanted : unwanted).push_back(node.value);
    }
  }
  std::ranges::sort(wanted);
  std::ranges::sort(unwanted);
  std::vector<std::string_view> disputed;
  std::ranges::set_intersection(wanted, unwanted, std::back_inserter(disputed));
  const auto duplicates = std::ranges::unique(disputed);
  disputed.erase(duplicates.begin(), duplicates.end());
  return disputed;
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

Marker::Marker(std::vector<MarkerNode> nodes)
    : nodes_(std::make_shared<const std::vector<MarkerNode>>(std::move(nodes))) {}

bool Marker::is_always() const {
  return nodes_->back().kind == Kind::always;
}

bool Marker::evaluate(const MarkerEnvironment& environment, std::span<const ExtraName> extras) const {
  return evaluate_nodes(*nodes_, [&](const MarkerNode& node) { return is_comparison_true(node, environment, extras); });
}

bool Marker::evaluate_with_any_extra(const MarkerEnvironment& environment) const {
  // There is no negation but `!=`, so each comparison may have its wish unless its extra is disputed. Beyond the limit
  // of disputed extras every wish is granted: the answer is then "perhaps".
  const std::vector<std::string_view> disputed = find_disputed_extras(*nodes_);
  const std::size_t tried = disputed.size() <= k_free_extras_limit ? disputed.size() : 0;
  for (std::uint32_t choice = 0; choice < (1U << tried); ++choice) {
    const bool holds = evaluate_nodes(*nodes_, [&](const MarkerNode& node) {
      if (!names_extra(node)) {
        return is_comparison_true(node, environment, {});
      }
      const auto found = std::ranges::lower_bound(disputed, std::string_view(node.value));
      if (tried == 0 || found == disputed.end() || *found != node.value) {
        return true;
      }
      const bool active = ((choice >> static_cast<std::uint32_t>(found - disputed.begin())) & 1U) != 0;
      return active == wants_extra(node);
    });
    if (holds) {
      return true;
    }
  }
  return false;
}

std::vector<ExtraName> Marker::mentioned_extras() const {
  std::vector<ExtraName> names;
  for (const MarkerNode& node : *nodes_) {
    if (node.kind == Kind::comparison && node.variable == MarkerVariable::extra && node.op == MarkerOperator::equal) {
      names.push_back(ExtraName::of(node.value));
    }
  }
  std::ranges::sort(names);
  const auto duplicates = std::ranges::unique(names);
  names.erase(duplicates.begin(), duplicates.end());
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
