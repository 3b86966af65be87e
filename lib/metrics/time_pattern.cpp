#include "metrics/time_pattern.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "metrics/date_time.hpp"

namespace snmpolld::metrics {

namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 12> kShortMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kDays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 7> kShortDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 2> kHalves{"AM", "PM"};

// What was read so far. What several of these say together is worked out at the end.
struct Fields {
    int64_t year = 1900;
    int64_t month = 1;
    int64_t day = 0;  // 0: not given
    int64_t day_of_year = 0;
    int64_t century = -1;
    int64_t weekday = 0;     // 1: Sunday; 0: not given
    int64_t week = 0;        // of the year
    int64_t week_start = 0;  // of weeks: 1 Sunday, 2 Monday, 5 for ISO's; 0: no week is given
    bool iso_year = false;
    int64_t hour = 0;
    int64_t half = 0;  // 2: PM
    int64_t minute = 0;
    int64_t second = 0;
    int64_t utc_offset = 0;
};

struct NumberForm {
    char letter;
    int width;
    int64_t low;
    int64_t high;
    int64_t Fields::*field;
    bool padded = false;  // a space may stand before it
};
constexpr std::array kNumbers{
    NumberForm{'m', 2, 1, 12, &Fields::month},     NumberForm{'d', 2, 1, 31, &Fields::day},
    NumberForm{'e', 2, 1, 31, &Fields::day, true}, NumberForm{'j', 3, 1, 366, &Fields::day_of_year},
    NumberForm{'H', 2, 0, 23, &Fields::hour},      NumberForm{'k', 2, 0, 23, &Fields::hour, true},
    NumberForm{'I', 2, 1, 12, &Fields::hour},      NumberForm{'l', 2, 1, 12, &Fields::hour, true},
    NumberForm{'M', 2, 0, 59, &Fields::minute},    NumberForm{'S', 2, 0, 60, &Fields::second},
    NumberForm{'C', 2, 0, 99, &Fields::century},   NumberForm{'w', 1, 0, 6, &Fields::weekday},
    NumberForm{'u', 1, 1, 7, &Fields::weekday},    NumberForm{'V', 2, 1, 53, &Fields::week},
    NumberForm{'U', 2, 0, 53, &Fields::week},      NumberForm{'W', 2, 0, 53, &Fields::week},
    NumberForm{'Y', 4, 0, 9999, &Fields::year},    NumberForm{'G', 4, 0, 9999, &Fields::year},
    NumberForm{'y', 2, 0, 99, &Fields::year},      NumberForm{'g', 2, 0, 99, &Fields::year},
};

struct NameForm {
    char letter;
    Names names;
    int64_t Fields::*field;
};
const std::array kNames{
    NameForm{'B', kMonths, &Fields::month},      NameForm{'b', kShortMonths, &Fields::month},
    NameForm{'h', kShortMonths, &Fields::month}, NameForm{'A', kDays, &Fields::weekday},
    NameForm{'a', kShortDays, &Fields::weekday}, NameForm{'p', kHalves, &Fields::half},
    NameForm{'P', kHalves, &Fields::half},
};

constexpr std::array<std::pair<char, std::string_view>, 9> kShorthands{{
    {'c', "%a %b %e %H:%M:%S %Y"},
    {'+', "%a %b %e %H:%M:%S %Z %Y"},
    {'v', "%e-%b-%Y"},
    {'r', "%I:%M:%S %p"},
    {'F', "%Y-%m-%d"},
    {'D', "%m/%d/%y"},
    {'x', "%m/%d/%y"},
    {'T', "%H:%M:%S"},
    {'X', "%H:%M:%S"},
}};

bool isDecimal(char c) {
    return c >= '0' && c <= '9';
}
bool isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

template <typename Forms>
const auto* formOf(const Forms& forms, char letter) {
    const auto found =
        std::find_if(forms.begin(), forms.end(), [&](const auto& form) { return form.letter == letter; });
    return found == forms.end() ? nullptr : &*found;
}

class PatternReader {
  public:
    explicit PatternReader(std::string_view text) : text_(text) {}

    bool read(std::string_view pattern) {
        for (; !pattern.empty(); pattern.remove_prefix(1)) {
            const char letter = pattern.front();
            if (letter != '%') {
                if (!skip(letter)) return false;
                continue;
            }
            pattern.remove_prefix(1);
            const size_t colons = std::min(pattern.find_first_not_of(':'), pattern.size());
            pattern.remove_prefix(colons);
            if (pattern.empty() || colons > 3) return false;
            if (!(colons > 0 && pattern.front() != 'z') && directive(pattern.front(), colons)) continue;
            return false;
        }
        return true;
    }

    bool atEnd() const { return text_.empty(); }
    const Fields& fields() const { return fields_; }

  private:
    bool skip(char c) {
        if (!text_.starts_with(c)) return false;
        text_.remove_prefix(1);
        return true;
    }

    // Reads at least one digit.
    bool number(int width, int64_t low, int64_t high, int64_t& value) {
        int64_t sum = 0;
        int digits = 0;
        for (; digits < width && !text_.empty() && isDecimal(text_.front()); ++digits, text_.remove_prefix(1))
            sum = sum * 10 + (text_.front() - '0');
        value = sum;
        return digits > 0 && sum >= low && sum <= high;
    }

    // Reads exactly two digits; takes nothing if they are not there.
    bool pair(int64_t high, int64_t& value) {
        if (text_.size() < 2 || !isDecimal(text_[0]) || !isDecimal(text_[1])) return false;
        value = (text_[0] - '0') * 10 + (text_[1] - '0');
        if (value > high) return false;
        text_.remove_prefix(2);
        return true;
    }

    static bool sameLetters(std::string_view a, std::string_view b) {
        return a.size() == b.size() &&
               std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return (x | 0x20) == (y | 0x20); });
    }

    bool name(const NameForm& form) {
        for (size_t i = 0; i < form.names.size(); ++i) {
            if (!sameLetters(text_.substr(0, form.names[i].size()), form.names[i])) continue;
            text_.remove_prefix(form.names[i].size());
            fields_.*form.field = static_cast<int64_t>(i) + 1;
            return true;
        }
        return false;
    }

    bool directive(char letter, size_t colons) {
        if (const NumberForm* form = formOf(kNumbers, letter)) return field(*form);
        if (const NameForm* form = formOf(kNames, letter)) return name(*form);
        for (const auto& [shorthand, meaning] : kShorthands)
            if (letter == shorthand) return read(meaning);
        switch (letter) {
            case 'R':
                return read("%H:%M");
            case 's':
                return unixTime();
            case 'f':
                return fraction();
            case 'z':
                return offset(colons);
            case 'Z':
                return zoneName();
            case 't':
            case 'n':
                return spaces();
            default:
                return letter == '%' && skip('%');
        }
    }

    bool field(const NumberForm& form) {
        if (form.padded) skip(' ');
        const bool negative = (form.letter == 'Y' || form.letter == 'G') && skip('-');
        int64_t& value = fields_.*form.field;
        if (!number(form.width, form.low, form.high, value)) return false;
        if (negative) value = -value;
        settle(form.letter, value);
        return true;
    }

    // Applies what the letter means beyond its number.
    void settle(char letter, int64_t& value) {
        if (letter == 'G' || letter == 'g') fields_.iso_year = true;
        if (letter == 'y' || letter == 'g') value += value < 69 ? 2000 : 1900;
        if ((letter == 'I' || letter == 'l') && value == 12) value = 0;
        if (letter == 'w') value += 1;
        if (letter == 'u') value = value % 7 + 1;
        if (letter == 'U') week(1, 1);
        if (letter == 'W') week(2, 2);
        if (letter == 'V') week(5, 2);
    }

    void week(int64_t start, int64_t default_day) {
        fields_.week_start = start;
        if (fields_.weekday == 0) fields_.weekday = default_day;
    }

    bool unixTime() {
        const bool negative = skip('-');
        int64_t seconds = 0;
        if (!number(18, 0, INT64_MAX, seconds)) return false;
        fields_.year = 1970;
        fields_.month = fields_.day = 1;
        fields_.hour = fields_.minute = 0;
        fields_.second = negative ? -seconds : seconds;
        return true;
    }

    bool fraction() {
        int64_t ignored = 0;
        return number(6, 0, 999999, ignored);
    }

    bool spaces() {
        if (text_.empty() || !isSpace(text_.front())) return false;
        while (!text_.empty() && isSpace(text_.front()))
            text_.remove_prefix(1);
        return true;
    }

    // An abbreviation is taken for UTC, because its meaning depends on the place.
    bool zoneName() {
        size_t length = 0;
        while (length < text_.size() && text_[length] >= 'A' && text_[length] <= 'Z')
            ++length;
        const std::string_view zone = text_.substr(0, length);
        text_.remove_prefix(length);
        return length == 3 || zone == "WITA" || ((length == 4 || length == 5) && zone.back() == 'T');
    }

    // +hh, +hhmm, +hh:mm, +hh:mm:ss; one colon in the pattern asks for minutes, two for seconds as well.
    bool offset(size_t colons) {
        if (skip('Z')) return fields_.utc_offset = 0, true;
        const bool west = text_.starts_with('-');
        int64_t hours = 0;
        int64_t minutes = 0;
        int64_t seconds = 0;
        if (!skip('-') && !skip('+')) return false;
        if (!pair(23, hours)) return false;
        const bool parted = skip(':');
        if (!parted && (colons == 1 || colons == 2)) return false;
        if (!pair(59, minutes)) {
            if (colons == 1 || colons == 2 || (parted && colons == 0)) return false;
        } else if ((colons > 1 || (parted && colons == 0)) && !offsetSeconds(seconds) && colons == 2) {
            return false;
        }
        const int64_t size = hours * 3600 + minutes * 60 + seconds;
        fields_.utc_offset = west ? -size : size;
        return true;
    }

    bool offsetSeconds(int64_t& seconds) {
        const std::string_view before = text_;
        if (skip(':') && pair(59, seconds)) return true;
        text_ = before;
        return false;
    }

    std::string_view text_;
    Fields fields_;
};

int64_t floorModulo(int64_t value, int64_t by) {
    return (value % by + by) % by;
}

// The day of January that a week and a day of it mean.
int64_t dayOfWeeks(const Fields& fields) {
    const int64_t start = fields.week_start - 1;
    const int64_t first = -start;
    const int64_t days = unixSeconds({fields.year, 1, first}) / 86400;
    const int64_t weekday = floorModulo(days + 4, 7);
    const int64_t week = fields.week + (start > 0 && fields.weekday == 1 ? 1 : 0);
    return first + week * 7 - weekday + fields.weekday - 1;
}

// When the day of the month is not given: by the day of the year, by the week, or the first.
bool chooseDay(const Fields& fields, CivilTime& time) {
    if (fields.day > 0) return true;
    time.day = 1;
    const bool is_iso_week = fields.week_start == 5;
    if (fields.day_of_year > 0) {
        time.month = 1;
        time.day = fields.day_of_year;
        return !fields.iso_year;
    }
    if (fields.week_start == 0) return true;
    time.month = 1;
    time.day = dayOfWeeks(fields);
    return fields.iso_year == is_iso_week;
}

}  // namespace

std::optional<int64_t> parseByPattern(std::string_view text, std::string_view pattern) {
    PatternReader reader(text);
    if (!reader.read(pattern) || !reader.atEnd()) return std::nullopt;
    Fields fields = reader.fields();
    if (fields.half == 2) fields.hour += 12;
    if (fields.century >= 0) fields.year = fields.century * 100 + fields.year % 100;
    CivilTime time{.year = fields.year,
                   .month = fields.month,
                   .day = fields.day,
                   .hour = fields.hour,
                   .minute = fields.minute,
                   .second = fields.second,
                   .utc_offset = fields.utc_offset};
    if (!chooseDay(fields, time)) return std::nullopt;
    return unixSeconds(time);
}

}  // namespace snmpolld::metrics
