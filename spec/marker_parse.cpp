// SPDX-License-Identifier: MIT OR Apache-2.0
// Text to marker: one pass with an explicit stack of open parentheses, straight into post-order.
//
// Spec:    dependency-specifiers grammar; `and` binds tighter than `or`. Nested groups of one kind become one, and
//          constants (dropped comparisons) are folded while they come, so the result has one form.
// Limits:  64 open parentheses (reliability Q10); 20,000 `and` are one flat group (Q11).
#include <array>
#include <expected>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "spec/characters.hpp"
#include "spec/marker_comparison.hpp"

namespace axle::spec {

namespace {

constexpr std::size_t k_depth_limit = 64;

struct Fault {
  std::size_t offset = 0;
  std::string reason;
};

/// One open parenthesis, or the whole marker: an `or` of groups, the last of which is still being read.
struct Level {
  std::size_t opened_at = 0;       // offset of `(`
  std::size_t first_node = 0;      // of the level
  std::size_t first_in_group = 0;  // of the group being read
  std::uint32_t in_group = 0;      // operands of the group being read
  std::uint32_t groups = 0;        // finished operands of the `or`
  bool has_or = false;
  bool group_is_never = false;
  bool is_always = false;
};

/// Puts operands, groups and levels together.
class Assembler {
 public:
  Assembler() { levels_.emplace_back(); }

  [[nodiscard]] std::size_t depth() const { return levels_.size() - 1; }
  [[nodiscard]] std::size_t innermost_offset() const { return levels_.back().opened_at; }

  void open(std::size_t offset) {
    Level level;
    level.opened_at = offset;
    level.first_node = nodes_.size();
    level.first_in_group = nodes_.size();
    levels_.push_back(level);
  }

  void add(MarkerNode node) {
    if (node.kind == MarkerNode::Kind::never) {
      levels_.back().group_is_never = true;
    } else if (node.kind == MarkerNode::Kind::comparison) {
      ++levels_.back().in_group;
      nodes_.push_back(std::move(node));
    }
  }

  void begin_next_group() {
    close_group(levels_.back());
    levels_.back().has_or = true;
    levels_.back().first_in_group = nodes_.size();
  }

  void close() {
    Level level = levels_.back();
    levels_.pop_back();
    Level& outer = levels_.back();
    if (!level.has_or) {
      outer.in_group += level.in_group;
      outer.group_is_never = outer.group_is_never || level.group_is_never;
      return;
    }
    close_group(level);
    finish_or(level, outer);
  }

  [[nodiscard]] std::vector<MarkerNode> finish() {
    // The whole marker is closed like a parenthesis into a level that only counts.
    levels_.insert(levels_.begin(), Level{});
    close();
    const Level& all = levels_.back();
    if (all.group_is_never) {
      nodes_.clear();
      push(MarkerNode::Kind::never, 0);
    } else if (all.in_group == 0) {
      push(MarkerNode::Kind::always, 0);
    } else if (all.in_group > 1) {
      push(MarkerNode::Kind::all_of, all.in_group);
    }
    return std::move(nodes_);
  }

 private:
  void push(MarkerNode::Kind kind, std::uint32_t operands) {
    MarkerNode node;
    node.kind = kind;
    node.operands = operands;
    nodes_.push_back(std::move(node));
  }

  void close_group(Level& level) {
    if (level.group_is_never) {
      nodes_.resize(level.first_in_group);
    } else if (level.in_group == 0) {
      level.is_always = true;
    } else if (level.in_group > 1) {
      push(MarkerNode::Kind::all_of, level.in_group);
      ++level.groups;
    } else if (nodes_.back().kind == MarkerNode::Kind::any_of) {
      level.groups += nodes_.back().operands;
      nodes_.pop_back();
    } else {
      ++level.groups;
    }
    level.in_group = 0;
    level.group_is_never = false;
  }

  void finish_or(const Level& level, Level& outer) {
    if (level.is_always) {
      nodes_.resize(level.first_node);
    } else if (level.groups == 0) {
      outer.group_is_never = true;
    } else if (level.groups > 1) {
      push(MarkerNode::Kind::any_of, level.groups);
      ++outer.in_group;
    } else if (nodes_.back().kind == MarkerNode::Kind::all_of) {
      outer.in_group += nodes_.back().operands;
      nodes_.pop_back();
    } else {
      ++outer.in_group;
    }
  }

  std::vector<MarkerNode> nodes_;
  std::vector<Level> levels_;
};

bool is_word(char c) {
  return c != '-' && is_name_char(c);
}

class Reader {
 public:
  Reader(std::string_view text, std::vector<std::string>* warnings) : text_(text), warnings_(warnings) {}

  [[nodiscard]] std::expected<std::vector<MarkerNode>, Fault> read() {
    while (read_operand() && read_junction()) {
    }
    if (!fault_.reason.empty()) {
      return std::unexpected(std::move(fault_));
    }
    return assembler_.finish();
  }

 private:
  bool fail_here(std::size_t offset, std::string reason) {
    fault_ = {offset, std::move(reason)};
    return false;
  }

  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) {
      ++at_;
    }
  }

  /// The word or character at the reader, for messages.
  [[nodiscard]] std::string found() const {
    if (at_ == text_.size()) {
      return "the end";
    }
    std::size_t end = at_;
    while (end < text_.size() && is_word(text_[end])) {
      ++end;
    }
    if (end == at_) {
      do {
        ++end;
      } while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0U) == 0x80U);
    }
    return format("`{}`", to_printable(text_.substr(at_, end - at_)));
  }

  std::string_view take_word() {
    const std::size_t start = at_;
    while (at_ < text_.size() && is_word(text_[at_])) {
      ++at_;
    }
    return text_.substr(start, at_ - start);
  }

  /// Parentheses that open, then a comparison.
  bool read_operand() {
    skip_blanks();
    while (at_ < text_.size() && text_[at_] == '(') {
      if (assembler_.depth() == k_depth_limit) {
        return fail_here(at_, format("more than {} parentheses are open", k_depth_limit));
      }
      assembler_.open(at_);
      ++at_;
      skip_blanks();
    }
    return read_comparison();
  }

  /// Parentheses that close, then `and`, `or` or the end (false without a fault).
  bool read_junction() {
    skip_blanks();
    while (at_ < text_.size() && text_[at_] == ')') {
      if (assembler_.depth() == 0) {
        return fail_here(at_, "no parenthesis is open here");
      }
      assembler_.close();
      ++at_;
      skip_blanks();
    }
    if (at_ == text_.size()) {
      return assembler_.depth() != 0 && fail_here(assembler_.innermost_offset(), "the parenthesis is not closed");
    }
    const std::size_t start = at_;
    const std::string_view word = take_word();
    if (word == "or") {
      assembler_.begin_next_group();
    } else if (word != "and") {
      at_ = start;
      return fail_here(start, format("expected `and`, `or` or the end of the marker, found {}", found()));
    }
    return true;
  }

  bool read_comparison() {
    const std::size_t start = at_;
    MarkerOperand left;
    MarkerOperand right;
    MarkerOperator op = MarkerOperator::equal;
    if (!read_side(left) || !read_operator(op) || !read_side(right)) {
      return false;
    }
    std::expected<MarkerNode, SenselessComparison> node = make_comparison(left, op, right);
    if (node) {
      assembler_.add(std::move(*node));
      return true;
    }
    if (warnings_ == nullptr) {
      return fail_here(start, std::move(node.error().reason));
    }
    warnings_->push_back(
        format("ignored `{}` in a marker: {}", to_printable(text_.substr(start, at_ - start)), node.error().reason));
    MarkerNode constant;
    constant.kind = node.error().replacement;
    assembler_.add(std::move(constant));
    return true;
  }

  bool read_side(MarkerOperand& side) {
    skip_blanks();
    if (at_ < text_.size() && (text_[at_] == '\'' || text_[at_] == '"')) {
      const std::size_t close = text_.find(text_[at_], at_ + 1);
      if (close == std::string_view::npos) {
        return fail_here(at_, "the quote is not closed");
      }
      side.text = text_.substr(at_ + 1, close - at_ - 1);
      at_ = close + 1;
      return true;
    }
    const std::size_t start = at_;
    const std::string_view word = take_word();
    side.variable = find_marker_variable(word);
    side.text = word;
    if (side.variable) {
      return true;
    }
    at_ = start;
    if (word.empty() || word == "and" || word == "or") {
      return fail_here(start, format("expected a marker variable or a quoted text, found {}", found()));
    }
    return fail_here(start, format("{} is not a marker variable", found()));
  }

  bool read_operator(MarkerOperator& op) {
    skip_blanks();
    static constexpr std::array<std::pair<std::string_view, MarkerOperator>, 8> k_signs = {{
        {"===", MarkerOperator::arbitrary},
        {"==", MarkerOperator::equal},
        {"!=", MarkerOperator::not_equal},
        {"<=", MarkerOperator::less_equal},
        {">=", MarkerOperator::greater_equal},
        {"~=", MarkerOperator::compatible},
        {"<", MarkerOperator::less},
        {">", MarkerOperator::greater},
    }};
    const std::string_view rest = text_.substr(at_);
    for (const auto& [sign, sign_op] : k_signs) {
      if (rest.starts_with(sign)) {
        at_ += sign.size();
        op = sign_op;
        return true;
      }
    }
    const std::size_t start = at_;
    const std::string_view word = take_word();
    if (word == "in") {
      op = MarkerOperator::in;
      return true;
    }
    if (word == "not") {
      skip_blanks();
      op = MarkerOperator::not_in;
      return take_word() == "in" || fail_here(start, "expected `in` after `not`");
    }
    at_ = start;
    return fail_here(start, format("expected one of `==`, `!=`, `<`, `<=`, `>`, `>=`, `~=`, `===`, `in`, `not in`, "
                                   "found {}",
                                   found()));
  }

  std::string_view text_;
  std::vector<std::string>* warnings_;
  std::size_t at_ = 0;
  Assembler assembler_;
  Fault fault_;
};

std::unexpected<Error> fail_at(std::string_view text, Fault fault) {
  const auto column = static_cast<std::uint32_t>(count_code_points(text.substr(0, fault.offset)) + 1);
  return fail(
      Error(ErrorCode::bad_marker, std::move(fault.reason)).with_place({.file = {}, .line = 0, .column = column}));
}

}  // namespace

Result<Marker> Marker::parse(std::string_view text) {
  std::expected<std::vector<MarkerNode>, Fault> nodes = Reader(text, nullptr).read();
  if (!nodes) {
    return fail_at(text, std::move(nodes.error()));
  }
  return Marker(std::move(*nodes));
}

Result<Marker::Lenient> Marker::parse_lenient(std::string_view text) {
  Lenient lenient;
  std::expected<std::vector<MarkerNode>, Fault> nodes = Reader(text, &lenient.warnings).read();
  if (!nodes) {
    return fail_at(text, std::move(nodes.error()));
  }
  lenient.marker = Marker(std::move(*nodes));
  return lenient;
}

}  // namespace axle::spec
