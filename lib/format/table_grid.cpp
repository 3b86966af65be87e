#include "format/table_grid.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <tuple>

#include "format/record_parts.hpp"
#include "format/text_line.hpp"

namespace snmpolld::format {

namespace {

constexpr std::string_view kHole = "?";
constexpr std::string_view kIndexTitle = "index";
constexpr size_t kGap = 2;              // between columns
constexpr size_t kFullerThan = 2;       // a large grid with more places per cell than this becomes a list
constexpr size_t kLargeGrid = 100'000;  // places

using Cells = std::span<const TableCell>;

struct Column {
    uint32_t id = 0;
    std::string title;
    std::string oid;  // under the entry
    size_t width = 0;
    bool numbers = true;
};

std::string titleOf(const names::Table& table, uint32_t id) {
    const auto known = std::lower_bound(table.columns.begin(), table.columns.end(), id,
                                        [](const names::TableColumn& c, uint32_t wanted) { return c.id < wanted; });
    return known != table.columns.end() && known->id == id ? known->name : std::to_string(id);
}

// The columns that have a cell, in the order of their ids.
std::vector<Column> columnsIn(const names::Table& table, Cells cells) {
    std::map<uint32_t, Column> columns;
    for (const TableCell& cell : cells) {
        Column& column = columns[cell.column];
        column.width = std::max(column.width, columnsOf(cell.text));
        column.numbers = column.numbers && cell.number;
    }
    std::vector<Column> out;
    for (auto& [id, column] : columns) {
        column.id = id;
        column.title = titleOf(table, id);
        column.oid = "." + std::to_string(id);
        column.width = std::max({column.width, column.title.size(), column.oid.size()});
        out.push_back(std::move(column));
    }
    return out;
}

// The width of index and columns side by side.
size_t widthOf(size_t index_width, std::span<const Column> columns) {
    size_t width = index_width;
    for (const Column& column : columns)
        width += kGap + column.width;
    return width;
}

void narrow(std::vector<Column>& columns) {
    for (Column& column : columns)
        column.width = std::min(column.width, std::max({kNarrowWidth, column.title.size(), column.oid.size()}));
}

std::vector<Cells> rowsIn(Cells cells) {
    std::vector<Cells> rows;
    for (size_t begin = 0; begin < cells.size();) {
        size_t end = begin + 1;
        while (end < cells.size() && cells[end].index == cells[begin].index)
            ++end;
        rows.push_back(cells.subspan(begin, end - begin));
        begin = end;
    }
    return rows;
}

std::vector<std::string> indicesOf(const std::vector<Cells>& rows) {
    std::vector<std::string> out;
    out.reserve(rows.size());
    for (const Cells row : rows)
        out.push_back(row.front().index.toString());
    return out;
}

class Block {
  public:
    Block(const FormatContext& context, size_t index_width, std::span<const Column> columns)
        : context_(context), index_width_(index_width), columns_(columns) {}

    void appendTitles(std::string& out) const;
    void appendRow(std::string& out, std::string_view index, Cells row) const;

  private:
    void appendCell(std::string& out, const Column& column, std::string_view text) const;
    void end(std::string& out) const;

    const FormatContext& context_;
    size_t index_width_;
    std::span<const Column> columns_;
};

void Block::appendCell(std::string& out, const Column& column, std::string_view text) const {
    out.append(kGap, ' ');
    if (column.numbers)
        out.append(column.width - columnsOf(text), ' ').append(text);
    else
        appendPadded(out, text, column.width);
}

void Block::end(std::string& out) const {
    while (out.back() == ' ')
        out.pop_back();
    endLine(out, context_);
}

void Block::appendTitles(std::string& out) const {
    appendPadded(out, kIndexTitle, index_width_);
    for (const Column& column : columns_)
        appendCell(out, column, column.title);
    end(out);
    out.append(index_width_, ' ');
    for (const Column& column : columns_)
        appendCell(out, column, column.oid);
    end(out);
}

void Block::appendRow(std::string& out, std::string_view index, Cells row) const {
    appendPadded(out, index, index_width_);
    auto cell = std::lower_bound(row.begin(), row.end(), columns_.front().id,
                                 [](const TableCell& c, uint32_t wanted) { return c.column < wanted; });
    for (const Column& column : columns_) {
        const bool there = cell != row.end() && cell->column == column.id;
        if (there && columnsOf(cell->text) > column.width)
            appendCell(out, column, cutTo(cell->text, column.width));
        else
            appendCell(out, column, there ? std::string_view(cell->text) : kHole);
        if (there) ++cell;
    }
    end(out);
}

size_t indexWidth(const std::vector<std::string>& indices) {
    size_t width = kIndexTitle.size();
    for (const std::string& index : indices)
        width = std::max(width, index.size());
    return width;
}

// How many of the first columns fit side by side, but at least one.
size_t fitting(size_t limit, size_t index_width, std::span<const Column> columns) {
    size_t width = index_width;
    size_t count = 0;
    while (count < columns.size() && (width += kGap + columns[count].width) <= limit)
        ++count;
    return std::max<size_t>(count, 1);
}

void appendBlocks(std::string& out, const FormatContext& context, std::vector<Column>& columns,
                  const std::vector<Cells>& rows) {
    const std::vector<std::string> indices = indicesOf(rows);
    const size_t index_width = indexWidth(indices);
    const size_t limit = context.width > 0 ? static_cast<size_t>(context.width) : SIZE_MAX;
    if (widthOf(index_width, columns) > limit) narrow(columns);
    for (std::span<const Column> rest = columns; !rest.empty();) {
        const size_t count = fitting(limit, index_width, rest);
        const Block block(context, index_width, rest.first(count));
        block.appendTitles(out);
        for (size_t i = 0; i < rows.size(); ++i)
            block.appendRow(out, indices[i], rows[i]);
        rest = rest.subspan(count);
        if (!rest.empty()) endLine(out, context);
    }
}

// One line per cell, for a table that is too sparse for a grid.
void appendList(std::string& out, const FormatContext& context, const names::Table& table, Cells cells) {
    for (const TableCell& cell : cells) {
        out += "  ";
        appendOid(out, table.entry);
        out.append(1, '.').append(std::to_string(cell.column)).append(1, '.');
        appendOid(out, cell.index);
        out.append(" = ").append(cell.text);
        endLine(out, context);
    }
}

auto placeOf(const TableCell& cell) {
    return std::tie(cell.index, cell.column);
}

}  // namespace

size_t sortCells(std::vector<TableCell>& cells) {
    const auto before = [](const TableCell& a, const TableCell& b) { return placeOf(a) < placeOf(b); };
    const auto same = [](const TableCell& a, const TableCell& b) { return placeOf(a) == placeOf(b); };
    std::reverse(cells.begin(), cells.end());  // the later one comes first among equals
    std::stable_sort(cells.begin(), cells.end(), before);
    cells.erase(std::unique(cells.begin(), cells.end(), same), cells.end());
    return rowsIn(cells).size();
}

void appendGrid(std::string& out, const FormatContext& context, const names::Table& table,
                const std::vector<TableCell>& cells) {
    std::vector<Column> columns = columnsIn(table, cells);
    const std::vector<Cells> rows = rowsIn(cells);
    if (rows.size() * columns.size() > std::max(cells.size() * kFullerThan, kLargeGrid))
        return appendList(out, context, table, cells);
    appendBlocks(out, context, columns, rows);
}

}  // namespace snmpolld::format
