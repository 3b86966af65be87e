#include "snmp/mib_import.hpp"

#include <unistd.h>

#include <fstream>
#include <limits>
#include <set>
#include <unordered_map>

#include "snmp/mib_files.hpp"
#include "snmp/mib_problems.hpp"
#include "snmp/mib_standins.hpp"
#include "snmp/net_snmp.hpp"

namespace snmpolld::snmp {

namespace {

using names::ImportedName;
using names::NameKind;

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
    void parse(const MibProgress& progress);
    MibImport take();

  private:
    void addStandIns(const std::filesystem::path& folder);
    void addTree(const tree* node, std::vector<uint32_t>& ids, bool is_under_entry);
    void addNode(const tree* node, const std::vector<uint32_t>& ids, NameKind kind);
    const std::string& moduleCalled(int id);

    MibImport result_;
    MibProblems problems_;
    MibFiles files_;
    std::vector<std::string> standins_;
    std::unordered_map<int, std::string> modules_;  // the parser's numbers of them; "" for those that are not wanted
    std::set<std::string> seen_;                    // modules from which names came
};

void Import::scan(const std::filesystem::path& file) {
    if (!files_.scan(file, problems_)) result_.no_modules.push_back(file);
}

void Import::addStandIns(const std::filesystem::path& folder) {
    for (const auto& [module, symbols] : files_.imports()) {
        if (files_.places().contains(module) || !names::isModuleName(module)) continue;
        standins_.push_back((folder / module).string());
        std::ofstream(standins_.back()) << standInModule(module, symbols);
        add_mibfile(standins_.back().c_str(), nullptr);
        problems_.rename(standins_.back(), module);
    }
}

// The parser's tree is not freed: with half a million names that takes many minutes, each of them being looked for
// among all that are left.
void Import::parse(const MibProgress& progress) {
    const ParserLog log(problems_);
    const TemporaryFolder folder;
    if (folder.path().empty()) return problems_.add("no temporary folder can be made");
    const auto files = files_.choose(folder.path(), problems_);
    netsnmp_init_mib_internals();
    for (const MibFile& file : files) {
        if (file.read != file.path) problems_.rename(file.read.string(), file.path.string());
        add_mibfile(file.read.c_str(), nullptr);
    }
    addStandIns(folder.path());
    for (size_t i = 0; i < files.size(); ++i) {
        if (progress) progress(i, files.size());
        netsnmp_read_module(files[i].first_module.c_str());
    }
    adopt_orphans();
    std::vector<uint32_t> ids;
    for (const tree* root = get_tree_head(); root != nullptr; root = root->next_peer)
        addTree(root, ids, false);
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

// The parser looks through all modules for a number, so that is done once for each.
const std::string& Import::moduleCalled(int id) {
    const auto [known, is_new] = modules_.try_emplace(id);
    if (!is_new) return known->second;
    char buffer[256];
    std::string module = module_name(id, buffer);
    if (files_.places().contains(module) && names::isModuleName(module)) known->second = std::move(module);
    return known->second;
}

void Import::addNode(const tree* node, const std::vector<uint32_t>& ids, NameKind kind) {
    if (node->label == nullptr || !names::isName(node->label)) return;
    for (int i = 0; i < node->number_modules; ++i) {
        const std::string& module = moduleCalled(node->module_list[i]);
        if (module.empty()) continue;
        seen_.insert(module);
        result_.names.push_back({model::Oid(ids), module, node->label, kind});
    }
}

MibImport Import::take() {
    result_.modules = seen_.size();
    result_.problems = problems_.take(files_.places(), files_.imports());
    return std::move(result_);
}

}  // namespace

MibImport importMibs(const std::vector<std::filesystem::path>& files, const MibProgress& progress) {
    Import import;
    for (const auto& file : files)
        import.scan(file);
    import.parse(progress);
    return import.take();
}

void forgetMibs() {
    shutdown_mib();
}

}  // namespace snmpolld::snmp
