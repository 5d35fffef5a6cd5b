// SPDX-License-Identifier: MIT OR Apache-2.0
// Which comparisons make sense. Their truth stands in marker_truth.cpp.
#include "spec/marker_comparison.hpp"

#include <array>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "spec/specifier.hpp"

namespace axle::spec {

namespace {

struct VariableRow {
  std::string_view name;
  MarkerVariable variable;
};

/// The canonical names in the order of the enumeration, then the legacy ones.
constexpr std::array<VariableRow, 20> k_variables = {{
    {"os_name", MarkerVariable::os_name},
    {"sys_platform", MarkerVariable::sys_platform},
    {"platform_machine", MarkerVariable::platform_machine},
    {"platform_python_implementation", MarkerVariable::platform_python_implementation},
    {"platform_release", MarkerVariable::platform_release},
    {"platform_system", MarkerVariable::platform_system},
    {"platform_version", MarkerVariable::platform_version},
    {"python_version", MarkerVariable::python_version},
    {"python_full_version", MarkerVariable::python_full_version},
    {"implementation_name", MarkerVariable::implementation_name},
    {"implementation_version", MarkerVariable::implementation_version},
    {"extra", MarkerVariable::extra},
    {"extras", MarkerVariable::extras},
    {"dependency_groups", MarkerVariable::dependency_groups},
    {"os.name", MarkerVariable::os_name},
    {"sys.platform", MarkerVariable::sys_platform},
    {"platform.machine", MarkerVariable::platform_machine},
    {"platform.version", MarkerVariable::platform_version},
    {"platform.python_implementation", MarkerVariable::platform_python_implementation},
    {"python_implementation", MarkerVariable::platform_python_implementation},
}};

std::unexpected<SenselessComparison> senseless(std::string reason) {
  return std::unexpected(SenselessComparison{std::move(reason), MarkerNode::Kind::always});
}

MarkerOperator mirrored(MarkerOperator op) {
  switch (op) {
    case MarkerOperator::less:
      return MarkerOperator::greater;
    case MarkerOperator::less_equal:
      return MarkerOperator::greater_equal;
    case MarkerOperator::greater:
      return MarkerOperator::less;
    case MarkerOperator::greater_equal:
      return MarkerOperator::less_equal;
    case MarkerOperator::equal:
    case MarkerOperator::not_equal:
    case MarkerOperator::compatible:
    case MarkerOperator::arbitrary:
    case MarkerOperator::in:
    case MarkerOperator::not_in:
      break;
  }
  return op;
}

bool is_membership(MarkerOperator op) {
  return op == MarkerOperator::in || op == MarkerOperator::not_in;
}

bool is_version_variable(MarkerVariable variable) {
  return variable == MarkerVariable::python_version || variable == MarkerVariable::python_full_version ||
         variable == MarkerVariable::implementation_version;
}

bool may_be_version(MarkerVariable variable) {
  return variable == MarkerVariable::platform_release || variable == MarkerVariable::platform_version;
}

/// `extra == 'name'` and `!=`: the name is normalised; an impossible name is never active.
std::expected<MarkerNode, SenselessComparison> make_extra(MarkerNode node) {
  if (node.op != MarkerOperator::equal && node.op != MarkerOperator::not_equal) {
    return senseless("`extra` can only be compared with `==` or `!=`");
  }
  if (!is_valid_name(node.value)) {
    const auto replacement = node.op == MarkerOperator::equal ? MarkerNode::Kind::never : MarkerNode::Kind::always;
    return std::unexpected(
        SenselessComparison{format("`{}` is not a valid name of an extra", to_printable(node.value)), replacement});
  }
  node.value = normalize_name(node.value);
  return node;
}

/// `'name' in extras`.
std::expected<MarkerNode, SenselessComparison> make_set_member(MarkerNode node) {
  if (!is_membership(node.op) || !node.value_on_left) {
    return senseless(format("`{}` can only stand on the right of `in` or `not in`", to_string(node.variable)));
  }
  if (!is_valid_name(node.value)) {
    const auto replacement = node.op == MarkerOperator::in ? MarkerNode::Kind::never : MarkerNode::Kind::always;
    return std::unexpected(
        SenselessComparison{format("`{}` is not a valid name", to_printable(node.value)), replacement});
  }
  node.value = normalize_name(node.value);
  return node;
}

bool is_version_specifier(const MarkerNode& node) {
  std::string text(to_string(node.op));
  text += node.value;
  return Specifier::parse(text).has_value();
}

/// The list of `python_version in '3.8, 3.9'`, or the version of the other operators.
std::expected<MarkerNode, SenselessComparison> make_version(MarkerNode node) {
  if (is_membership(node.op)) {
    if (node.value_on_left) {
      return node;
    }
    std::string list = node.value;
    for (char& c : list) {
      c = c == ',' ? ' ' : c;
    }
    for (const std::string_view element : split_blanks(list)) {
      if (!Version::try_parse(element)) {
        return senseless(format("`{}` is compared with versions, and `{}` is not one", to_string(node.variable),
                                to_printable(element)));
      }
    }
    return node;
  }
  if (!is_version_specifier(node)) {
    return senseless(format("`{}` is compared with versions, and `{}` is not one that `{}` can take",
                            to_string(node.variable), to_printable(node.value), to_string(node.op)));
  }
  return node;
}

std::expected<MarkerNode, SenselessComparison> make_text(MarkerNode node) {
  if (node.op == MarkerOperator::compatible || node.op == MarkerOperator::arbitrary) {
    if (may_be_version(node.variable) && is_version_specifier(node)) {
      return node;
    }
    return senseless(
        format("`{}` compares versions, and `{}` is compared with text", to_string(node.op), to_string(node.variable)));
  }
  return node;
}

}  // namespace

std::optional<MarkerVariable> find_marker_variable(std::string_view name) {
  for (const VariableRow& row : k_variables) {
    if (row.name == name) {
      return row.variable;
    }
  }
  return std::nullopt;
}

std::string_view to_string(MarkerVariable variable) {
  return k_variables[static_cast<std::size_t>(variable)].name;
}

std::string_view to_string(MarkerOperator op) {
  static constexpr std::array<std::string_view, 10> k_texts = {"==", "!=", "<",   "<=", ">",
                                                               ">=", "~=", "===", "in", "not in"};
  return k_texts[static_cast<std::size_t>(op)];
}

std::expected<MarkerNode, SenselessComparison> make_comparison(const MarkerOperand& left, MarkerOperator op,
                                                               const MarkerOperand& right) {
  if (!left.variable && !right.variable) {
    return senseless("one side of a comparison must be a marker variable");
  }
  if (left.variable && right.variable) {
    return senseless("one side of a comparison must be a quoted text");
  }
  MarkerNode node;
  node.kind = MarkerNode::Kind::comparison;
  node.variable = left.variable ? *left.variable : *right.variable;
  node.value = left.variable ? right.text : left.text;
  node.op = left.variable ? op : mirrored(op);
  node.value_on_left = !left.variable && is_membership(op);
  if (!left.variable && op == MarkerOperator::compatible) {
    return senseless("`~=` needs the marker variable on its left");
  }
  if (node.variable == MarkerVariable::extra) {
    return make_extra(std::move(node));
  }
  if (node.variable == MarkerVariable::extras || node.variable == MarkerVariable::dependency_groups) {
    return make_set_member(std::move(node));
  }
  return is_version_variable(node.variable) ? make_version(std::move(node)) : make_text(std::move(node));
}

}  // namespace axle::spec
