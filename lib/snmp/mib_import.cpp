#include "snmp/mib_import.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>

#include "base/result.hpp"
#include "snmp/mib_problems.hpp"
#include "snmp/mib_scan.hpp"
#include "snmp/mib_standins.hpp"
#include "snmp/net_snmp.hpp"

namespace snmpolld::snmp {

namespace {

using names::ImportedName;
using names::NameKind;

constexpr std::uintmax_t kMaxMibFile = 64U << 20;

// The parser's log, from here on to the end of the scope.
class ParserLog {
  public:
    explicit ParserLog(MibProblems& problems) : problems_(&problems) {
        snmp_disable_stderrlog();
        snmp_register_callback(SNMP_CALLBACK_LIBRARY, SNMP_CALLBACK_LOGGING, onLine, this);
        snmp_enable_calllog();
    }
    ~ParserLog() { snmp_unregister_callback(SNMP_CALLBACK_LIBRARY, SNMP_CALLBACK_LOGGING, onLine, this, 1); }
    ParserLog(const ParserLog&) = delete;
    ParserLog& operator=(const ParserLog&) = delete;

  private:
    static int onLine(int, int, void* message, void* self) noexcept {
        const auto* m = static_cast<const snmp_log_message*>(message);
        if (m != nullptr && m->msg != nullptr) static_cast<ParserLog*>(self)->problems_->addLine(m->msg);
        return 0;
    }

    MibProblems* problems_;
};

// A folder for the stand-ins, gone at the end of the scope.
class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::error_code none;
        std::string name = (std::filesystem::temp_directory_path(none) / "snmpolld-mibs.XXXXXX").string();
        if (::mkdtemp(name.data()) != nullptr) path_ = name;
    }
    ~TemporaryFolder() {
        std::error_code none;
        if (!path_.empty()) std::filesystem::remove_all(path_, none);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

void setOption(int option, int value) {
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, option, value);
}

// Lenient where MIBs in use are wrong: a comment ends with its line, labels may have underscores.
void prepareParser() {
    setOption(NETSNMP_DS_LIB_MIB_ERRORS, 1);
    setOption(NETSNMP_DS_LIB_MIB_COMMENT_TERM, 1);
    setOption(NETSNMP_DS_LIB_MIB_PARSE_LABEL, 1);
    netsnmp_set_mib_directory("/dev/null");
}

// One import: the parser has one tree for the whole process, so there is never more than one of these.
class Import {
  public:
    Import() { prepareParser(); }

    void scan(const std::filesystem::path& file);
    void parse();
    MibImport take();

  private:
    struct File {
        std::string path;
        std::string first_module;
        size_t modules;
    };

    void note(const std::filesystem::path& file, const MibModule& module);
    void addStandIns(const std::filesystem::path& folder);
    void addTree(const tree* node, std::vector<uint32_t>& ids, bool is_under_entry);
    void addNode(const tree* node, const std::vector<uint32_t>& ids, NameKind kind);

    MibImport result_;
    MibProblems problems_;
    std::vector<File> files_;
    std::vector<std::string> standins_;
    std::map<std::string, std::filesystem::path> module_files_;
    std::map<std::string, std::set<std::string>> imports_;
    std::set<std::string> seen_;  // modules from which names came
};

void Import::scan(const std::filesystem::path& file) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    if (error) return problems_.add(file.string() + ": " + error.message());
    if (size > kMaxMibFile) return problems_.add(file.string() + ": larger than 64 MiB");
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) return problems_.add(file.string() + ": it cannot be read");
    const auto modules = scanMib(text.view());
    if (modules.empty()) return result_.no_modules.push_back(file);
    for (const MibModule& module : modules)
        note(file, module);
    files_.push_back({file.string(), modules.front().name, modules.size()});
}

void Import::note(const std::filesystem::path& file, const MibModule& module) {
    const auto [known, is_new] = module_files_.emplace(module.name, file);
    if (!is_new && known->second != file) {
        problems_.add(known->second.string() + ": " + module.name + " is in " + file.string() + " too, which is used");
        known->second = file;
    }
    for (const auto& [from, symbols] : module.imports)
        imports_[from].insert(symbols.begin(), symbols.end());
}

void Import::addStandIns(const std::filesystem::path& folder) {
    for (const auto& [module, symbols] : imports_) {
        if (module_files_.contains(module) || !names::isModuleName(module)) continue;
        standins_.push_back((folder / module).string());
        std::ofstream(standins_.back()) << standInModule(module, symbols);
        add_mibfile(standins_.back().c_str(), nullptr);
    }
}

// Files of several modules come first: their later modules are only known to the parser once it has read them.
void Import::parse() {
    const ParserLog log(problems_);
    const TemporaryFolder folder;
    if (folder.path().empty()) return problems_.add("no temporary folder can be made");
    std::stable_sort(files_.begin(), files_.end(),
                     [](const File& a, const File& b) { return (a.modules > 1) > (b.modules > 1); });
    netsnmp_init_mib_internals();
    for (const File& file : files_)
        add_mibfile(file.path.c_str(), nullptr);
    addStandIns(folder.path());
    for (const File& file : files_)
        netsnmp_read_module(file.first_module.c_str());
    adopt_orphans();
    std::vector<uint32_t> ids;
    for (const tree* root = get_tree_head(); root != nullptr; root = root->next_peer)
        addTree(root, ids, false);
    shutdown_mib();
}

bool isEntry(const tree* node) {
    return node->indexes != nullptr || node->augments != nullptr;
}

NameKind kindOf(const tree* node, bool is_under_entry) {
    if (node->type == TYPE_NOTIFTYPE || node->type == TYPE_TRAPTYPE) return NameKind::notification;
    if (isEntry(node)) return NameKind::entry;
    if (is_under_entry) return NameKind::column;
    for (const tree* child = node->child_list; child != nullptr; child = child->next_peer)
        if (isEntry(child)) return NameKind::table;
    const bool is_object = node->access != 0 && node->child_list == nullptr;  // only OBJECT-TYPE has an access
    return is_object ? NameKind::scalar : NameKind::node;
}

// Whether this is the name of a group or the like, which no device is ever asked for.
bool isGroup(const tree* node) {
    return node->type == TYPE_OBJGROUP || node->type == TYPE_NOTIFGROUP || node->type == TYPE_AGENTCAP ||
           node->type == TYPE_MODCOMP;
}

void Import::addTree(const tree* node, std::vector<uint32_t>& ids, bool is_under_entry) {
    if (ids.size() == model::Oid::kMaxSize || node->subid > std::numeric_limits<uint32_t>::max()) return;
    ids.push_back(static_cast<uint32_t>(node->subid));
    if (ids.size() >= 2 && !isGroup(node)) addNode(node, ids, kindOf(node, is_under_entry));
    for (const tree* child = node->child_list; child != nullptr; child = child->next_peer)
        addTree(child, ids, isEntry(node));
    ids.pop_back();
}

void Import::addNode(const tree* node, const std::vector<uint32_t>& ids, NameKind kind) {
    if (node->label == nullptr || !names::isName(node->label)) return;
    for (int i = 0; i < node->number_modules; ++i) {
        char buffer[256];
        const std::string module = module_name(node->module_list[i], buffer);
        if (!module_files_.contains(module) || !names::isModuleName(module)) continue;
        seen_.insert(module);
        result_.names.push_back({model::Oid(ids), module, node->label, kind});
    }
}

MibImport Import::take() {
    result_.modules = seen_.size();
    result_.problems = problems_.take(module_files_);
    return std::move(result_);
}

}  // namespace

MibImport importMibs(const std::vector<std::filesystem::path>& files) {
    Import import;
    for (const auto& file : files)
        import.scan(file);
    import.parse();
    return import.take();
}

}  // namespace snmpolld::snmp
