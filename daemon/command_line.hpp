// The command line: a program, its commands, their options and their help. Each command declares its options as rows
// (commands.hpp). Only command_line.cpp sees the library that parses them, which takes long to compile.
#pragma once

#include <any>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace snmpolld::daemon {

// Where the value of an option is stored. It is left alone if the option is not given. A bool makes the option a flag.
using OptionValue = std::variant<bool*, int*, uint32_t*, double*, std::string*, std::filesystem::path*,
                                 std::optional<double>*, std::optional<std::string>*, std::vector<std::string>*>;

struct CommandOption {
    const char* names;  // "-f,--config"; a name without a dash makes it a positional argument
    OptionValue value;
    const char* help;
    const char* type = "";  // what the help calls the value
    bool required = false;
    std::vector<std::string> choices = {};                // the only words allowed, unless empty
    std::optional<std::pair<double, double>> range = {};  // the least and the greatest number allowed
    const char* group = "";                               // the heading in the help; empty: the usual one
    char delimiter = '\0';                                // separates several values within one argument
};

class Command {
  public:
    // Carries the command out and returns the exit code.
    using Action = std::function<int()>;

    // The program itself.
    Command(const char* about, const char* version);
    ~Command();
    Command(const Command&) = delete;
    Command& operator=(const Command&) = delete;

    // Adds a command below this one. The reference is valid as long as this object.
    Command& add(const char* name, const char* about);
    void option(const CommandOption& option);
    void footer(const char* text);
    void action(Action action);

    // The values of the options. They live as long as the command.
    template <typename T>
    T& values() {
        return values_.emplace<T>();
    }

    // Parses the arguments and carries out the command that they name; returns the exit code. Usage errors and help
    // are printed here. Call it on the program only.
    int run(int argc, char** argv);

  private:
    struct Parser;

    explicit Command(std::unique_ptr<Parser> parser);
    Command& given();
    int usageError(const std::string& sentence) const;

    std::unique_ptr<Parser> parser_;
    std::vector<std::unique_ptr<Command>> commands_;
    std::any values_;
    Action action_;
};

}  // namespace snmpolld::daemon
