#include "format/json_quotes.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "format/json_text.hpp"

namespace snmpolld::format {

void appendQuoted(std::string& out, std::string_view text) {
    static rapidjson::StringBuffer buffer;
    buffer.Clear();
    rapidjson::Writer<rapidjson::StringBuffer> json(buffer);
    json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    const size_t begin = out.size();
    out.append(buffer.GetString(), buffer.GetSize());
    escapeSeparators(out, begin);
}

}  // namespace snmpolld::format
