#include "command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "base/text.hpp"
#include "exit_codes.hpp"

namespace snmpolld::daemon {

struct Command::Parser {
    std::unique_ptr<CLI::App> program;  // null for a command, whose parser belongs to the program's
    CLI::App& app;
};

namespace {

// Each kind of value is declared in its own way; the library's own conversions check and store it.
struct Declare {
    CLI::App& app;
    const CommandOption& option;

    CLI::Option* operator()(bool* flag) const { return app.add_flag(option.names, *flag, option.help); }

    CLI::Option* operator()(std::filesystem::path* path) const {
        return app.add_option_function<std::string>(
            option.names, [path](const std::string& text) { *path = text; }, option.help);
    }

    // An option takes one argument at a time and may be repeated; a positional one takes all that are left.
    CLI::Option* operator()(std::vector<std::string>* words) const {
        CLI::Option* added = app.add_option(option.names, *words, option.help);
        return added->get_positional() ? added : added->allow_extra_args(false);
    }

    template <typename T>
    CLI::Option* operator()(T* value) const {
        return app.add_option(option.names, *value, option.help);
    }
};

// The help describes in its own words what is allowed, so the checks add nothing to it.
CLI::Validator rangeOf(const CommandOption& option) {
    const auto [low, high] = *option.range;
    const bool whole = std::holds_alternative<int*>(option.value) || std::holds_alternative<uint32_t*>(option.value);
    const auto range =
        whole ? CLI::Range(static_cast<int64_t>(low), static_cast<int64_t>(high)) : CLI::Range(low, high);
    return CLI::Validator(range).description("");
}

}  // namespace

Command::Command(const char* about, const char* version) {
    auto program = std::make_unique<CLI::App>(about);
    CLI::App& app = *program;
    app.set_version_flag("--version", version);
    app.require_subcommand(1);
    parser_.reset(new Parser{std::move(program), app});
}

Command::Command(std::unique_ptr<Parser> parser) : parser_(std::move(parser)) {}

Command::~Command() = default;

Command& Command::add(const char* name, const char* about) {
    CLI::App& app = *parser_->app.add_subcommand(name, about);
    std::unique_ptr<Parser> parser(new Parser{nullptr, app});
    commands_.emplace_back(new Command(std::move(parser)));
    return *commands_.back();
}

void Command::option(const CommandOption& option) {
    CLI::Option* added = std::visit(Declare{parser_->app, option}, option.value);
    if (!std::holds_alternative<bool*>(option.value)) added->type_name(option.type);
    if (option.required) added->required();
    if (option.delimiter != '\0') added->delimiter(option.delimiter);
    if (!option.choices.empty()) added->check(CLI::IsMember(option.choices).description(""));
    if (option.range) added->check(rangeOf(option));
    if (*option.group != '\0') added->group(option.group);
}

void Command::footer(const char* text) {
    parser_->app.footer(text);
}

void Command::action(Action action) {
    action_ = std::move(action);
}

// The innermost command that the arguments name.
Command& Command::given() {
    for (const auto& command : commands_)
        if (command->parser_->app.parsed()) return command->given();
    return *this;
}

int Command::usageError(const std::string& sentence) const {
    std::string name = "snmpolld";
    for (const CLI::App* command : parser_->app.get_subcommands())
        name += " " + command->get_name();
    std::fprintf(stderr, "%s: %s (try %s --help)\n", name.c_str(), sentence.c_str(), name.c_str());
    return kUsage;
}

int Command::run(int argc, char** argv) {
    std::vector<std::string> names;
    for (const auto& command : commands_)
        names.push_back(command->parser_->app.get_name());
    if (argc > 1 && argv[1][0] != '-' && std::ranges::find(names, argv[1]) == names.end()) {
        const std::string near = nearestWord(argv[1], names);
        return usageError("there is no command " + printable(argv[1]) +
                          (near.empty() ? "" : "; did you mean " + near + "?"));
    }
    try {
        parser_->app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() != 0) return usageError(error.what());
        return parser_->app.exit(error) == 0 ? kOk : kInternal;  // --help, --version
    }
    return given().action_();
}

}  // namespace snmpolld::daemon
