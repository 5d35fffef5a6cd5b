// SPDX-License-Identifier: MIT OR Apache-2.0
// `axle cache dir | size | clean | prune`.
#include "engine/cache_upkeep.hpp"

#include "base/format.hpp"
#include "base/json_doc.hpp"
#include "base/text.hpp"
#include "cli/context.hpp"

namespace axle::cli {
namespace {

std::string removal_to_json(const engine::CacheRemoval& removal) {
  JsonWriter json;
  json.begin_object().key("files").value(removal.files).key("bytes").value(removal.bytes).end_object();
  return json.take() + "\n";
}

int report_removal(const engine::CacheRemoval& removal, const CommandContext& context) {
  if (context.settings.output == OutputFormat::json) {
    context.printer.data(removal_to_json(removal));
  }
  context.printer.status(removal.files == 0
                             ? std::string("No cache entries found")
                             : format("Removed {} ({})", count_of(removal.files, "file"), format_bytes(removal.bytes)));
  return 0;
}

Result<std::vector<spec::PackageName>> parse_packages(const CommandContext& context) {
  std::vector<spec::PackageName> packages;
  for (const std::string& text : context.settings.sources.packages) {
    TRY_ASSIGN(spec::PackageName name, spec::PackageName::parse(text));
    packages.push_back(std::move(name));
  }
  return packages;
}

LockOptions lock_options(const CommandContext& context) {
  return context.session.lock_options(LockKind::exclusive, "waiting for the cache, which is used by");
}

}  // namespace

Result<int> run_cache_dir_command(const CommandContext& context) {
  const std::string& directory = context.settings.session.cache_directory;
  if (context.settings.output == OutputFormat::json) {
    JsonWriter json;
    json.begin_object().key("path").value(directory).end_object();
    context.printer.data(json.take() + "\n");
    return 0;
  }
  context.printer.data(directory + "\n");
  return 0;
}

Result<int> run_cache_size_command(const CommandContext& context) {
  TRY_ASSIGN(const engine::CacheRemoval size, engine::measure_cache(context.settings.session.cache_directory));
  if (context.settings.output == OutputFormat::json) {
    context.printer.data(removal_to_json(size));
    return 0;
  }
  const bool human = context.settings.list.human;
  context.printer.data(human ? format_bytes(size.bytes) + "\n" : format("{}\n", size.bytes));
  return 0;
}

Result<int> run_cache_clean_command(const CommandContext& context) {
  const std::string& directory = context.settings.session.cache_directory;
  TRY_ASSIGN(const auto packages, parse_packages(context));
  if (packages.empty()) {
    context.printer.status(format("Clearing cache at: {}", to_printable(directory)));
  }
  TRY_ASSIGN(const engine::CacheRemoval removal, engine::clean_cache(directory, packages, lock_options(context)));
  return report_removal(removal, context);
}

Result<int> run_cache_prune_command(const CommandContext& context) {
  const std::string& directory = context.settings.session.cache_directory;
  context.printer.status(format("Pruning cache at: {}", to_printable(directory)));
  TRY_ASSIGN(const engine::CacheRemoval removal, engine::prune_cache(directory, lock_options(context)));
  return report_removal(removal, context);
}

}  // namespace axle::cli
