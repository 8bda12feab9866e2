package io.conclave.persistence.feed;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import javax.sql.DataSource;

/** Which news there is, by id. */
final class StoredNews {
    private static final int A_QUESTION = 500;

    private final DataSource database;

    StoredNews(DataSource database) {
        this.database = database;
    }

    /** How many of these, each id once, are not stored. */
    int missing(Collection<String> ids) {
        var wanted = ids.stream().distinct().toList();
        int there = 0;
        for (int from = 0; from < wanted.size(); from += A_QUESTION) {
            there += there(wanted.subList(from, Math.min(wanted.size(), from + A_QUESTION)));
        }
        return wanted.size() - there;
    }

    private int there(Collection<String> ids) {
        var marks = String.join(", ", Collections.nCopies(ids.size(), "?"));
        try (Connection connection = database.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT count(*) FROM news WHERE id IN (" + marks + ")")) {
            int at = 1;
            for (String id : ids) {
                query.setString(at++, id);
            }
            try (ResultSet count = query.executeQuery()) {
                count.next();
                return count.getInt(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("News cannot be read: " + e.getMessage(), e);
        }
    }
}
