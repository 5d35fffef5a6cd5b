// SPDX-License-Identifier: MIT OR Apache-2.0
// Reading what the query script printed. The answer comes from a foreign program: every field is checked for its type
// and paths for being absolute, or inside an environment (reliability F45).
#include <initializer_list>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/json_doc.hpp"
#include "base/rel_path.hpp"
#include "venv/interpreter_query.hpp"

namespace axle::venv {
namespace {

/// Collects fields; remembers the first that is missing or of another type.
class AnswerReader {
 public:
  explicit AnswerReader(JsonValue root) : root_(root) {}

  std::string text(std::string_view key) { return text_in(root_, key); }

  std::string text_in(JsonValue object, std::string_view key) {
    const auto member = object.find(key);
    const auto value = member ? member->as_string() : std::nullopt;
    if (!value || value->find('\0') != std::string_view::npos) {
      note(key);
      return {};
    }
    return std::string(*value);
  }

  /// What becomes a part of file names.
  std::string word_in(JsonValue object, std::string_view key) {
    std::string word = text_in(object, key);
    if (word.find('/') != std::string::npos) {
      note(key);
    }
    return word;
  }

  std::string absolute_in(JsonValue object, std::string_view key) {
    std::string path = text_in(object, key);
    if (!path.starts_with('/')) {
      note(key);
    }
    return path;
  }

  /// A folder of an environment, as if that were the root: `/lib/python3.11/site-packages`.
  std::string inside_in(JsonValue object, std::string_view key) {
    std::string path = text_in(object, key);
    if (!path.starts_with('/') || RelPath::fault_of(std::string_view(path).substr(1))) {
      note(key);
    }
    return path;
  }

  bool flag(std::string_view key) {
    const auto member = root_.find(key);
    const auto value = member ? member->as_bool() : std::nullopt;
    if (!value) {
      note(key);
    }
    return value.value_or(false);
  }

  std::vector<std::uint32_t> numbers(std::string_view key) {
    std::vector<std::uint32_t> found;
    const auto member = root_.find(key);
    if (member && member->kind() == JsonKind::array) {
      for (JsonCursor item = member->children(); item.next();) {
        found.push_back(static_cast<std::uint32_t>(item.value().as_integer().value_or(0)));
      }
    }
    if (found.size() != 2) {
      note(key);
      found.assign(2, 0);
    }
    return found;
  }

  std::vector<std::string> paths(std::string_view key) {
    std::vector<std::string> found;
    const auto member = root_.find(key);
    if (!member || member->kind() != JsonKind::array) {
      note(key);
      return found;
    }
    for (JsonCursor item = member->children(); item.next();) {
      const auto path = item.value().as_string();
      if (path && path->find('\0') != std::string_view::npos) {
        note(key);
      } else if (path && path->starts_with('/')) {
        found.emplace_back(*path);
      }
    }
    return found;
  }

  JsonValue object(std::string_view key) {
    const auto member = root_.find(key);
    if (!member || member->kind() != JsonKind::object) {
      note(key);
      return root_;
    }
    return *member;
  }

  [[nodiscard]] const std::string& wrong_field() const { return wrong_field_; }

 private:
  void note(std::string_view key) {
    if (wrong_field_.empty()) {
      wrong_field_ = key;
    }
  }

  JsonValue root_;
  std::string wrong_field_;
};

spec::MarkerEnvironment read_markers(AnswerReader& reader) {
  const JsonValue object = reader.object("markers");
  spec::MarkerEnvironment markers;
  markers.os_name = reader.text_in(object, "os_name");
  markers.sys_platform = reader.text_in(object, "sys_platform");
  markers.platform_machine = reader.text_in(object, "platform_machine");
  markers.platform_python_implementation = reader.text_in(object, "platform_python_implementation");
  markers.platform_release = reader.text_in(object, "platform_release");
  markers.platform_system = reader.text_in(object, "platform_system");
  markers.platform_version = reader.text_in(object, "platform_version");
  markers.python_version = reader.word_in(object, "python_version");
  markers.python_full_version = reader.text_in(object, "python_full_version");
  markers.implementation_name = reader.text_in(object, "implementation_name");
  markers.implementation_version = reader.text_in(object, "implementation_version");
  return markers;
}

spec::PlatformFacts read_platform(AnswerReader& reader) {
  spec::PlatformFacts facts;
  facts.system = reader.text("system");
  facts.machine = reader.text("machine");
  const std::string libc = reader.text("libc");
  facts.libc = libc == "glibc" ? spec::LibC::glibc : libc == "musl" ? spec::LibC::musl : spec::LibC::none;
  const auto libc_version = reader.numbers("libc_version");
  facts.libc_major = libc_version[0];
  facts.libc_minor = libc_version[1];
  const auto os_version = reader.numbers("os_version");
  facts.os_major = os_version[0];
  facts.os_minor = os_version[1];
  facts.pointer_32bit = reader.flag("pointer_32bit");
  return facts;
}

/// Debian's posix_local keeps `include` outside of its prefix (in /usr): headers of wheels then go to
/// data/include/pythonX.Y, so that nothing of ours lands in the folder that dpkg owns.
InstallScheme read_scheme(AnswerReader& reader, const std::string& python_version) {
  const JsonValue object = reader.object("scheme");
  InstallScheme scheme{
      .purelib = reader.absolute_in(object, "purelib"),
      .platlib = reader.absolute_in(object, "platlib"),
      .scripts = reader.absolute_in(object, "scripts"),
      .data = reader.absolute_in(object, "data"),
      .headers = reader.absolute_in(object, "include"),
  };
  if (!scheme.headers.starts_with(scheme.data + "/")) {
    scheme.headers = format("{}/include/python{}", scheme.data, python_version);
  }
  return scheme;
}

/// Its `data` is the environment itself, nearly everywhere; its `include` is the base's.
InstallScheme read_venv_scheme(AnswerReader& reader, const std::string& python_version) {
  const JsonValue object = reader.object("venv_scheme");
  const bool has_data = !reader.text_in(object, "data").empty();
  return InstallScheme{
      .purelib = reader.inside_in(object, "purelib"),
      .platlib = reader.inside_in(object, "platlib"),
      .scripts = reader.inside_in(object, "scripts"),
      .data = has_data ? reader.inside_in(object, "data") : std::string(),
      .headers = format("/include/site/python{}", python_version),
  };
}

Result<spec::TargetPython> read_python(AnswerReader& reader, const std::string& executable) {
  spec::TargetPython python;
  const std::string version = reader.text("version");
  const auto parsed = spec::Version::try_parse(version);
  if (!parsed || parsed->release().size() < 2) {
    return fail(ErrorCode::bad_interpreter,
                format("cannot use `{}`: it says its version is `{}`", executable, version));
  }
  python.version = *parsed;
  python.major = static_cast<std::uint32_t>(parsed->release()[0]);
  python.minor = static_cast<std::uint32_t>(parsed->release()[1]);
  python.implementation = reader.text("implementation");
  python.abi_flags = reader.text("abi_flags");
  python.soabi = reader.text("soabi");
  python.free_threaded = reader.flag("free_threaded");
  python.debug = reader.flag("debug");
  python.platform = read_platform(reader);
  python.markers = read_markers(reader);
  return python;
}

}  // namespace

Result<Interpreter> parse_interpreter_answer(std::string_view json, const std::string& executable) {
  auto document = JsonDoc::parse(json);
  if (!document || document->root().kind() != JsonKind::object) {
    return fail(ErrorCode::bad_interpreter, format("cannot use `{}`: its answer is not understood", executable));
  }
  AnswerReader reader(document->root());
  Interpreter found;
  TRY_ASSIGN(found.python, read_python(reader, executable));
  found.executable = executable;
  found.base_executable = executable;
  found.base_prefix = reader.absolute_in(document->root(), "base_prefix");
  found.prefix = found.base_prefix;
  found.system_site_packages = true;
  found.is_conda = reader.flag("conda");
  found.cache_tag = reader.word_in(document->root(), "cache_tag");
  found.magic = reader.word_in(document->root(), "magic");
  found.scheme = read_scheme(reader, found.python.markers.python_version);
  found.venv_scheme = read_venv_scheme(reader, found.python.markers.python_version);
  found.site_directories = reader.paths("site_folders");
  if (found.site_directories.empty()) {
    found.site_directories = {found.scheme.purelib};
  }
  found.externally_managed_marker = reader.text("externally_managed");
  if (!reader.wrong_field().empty()) {
    return fail(ErrorCode::bad_interpreter, format("cannot use `{}`: the field `{}` of its answer is missing or wrong",
                                                   executable, reader.wrong_field()));
  }
  return found;
}

}  // namespace axle::venv
