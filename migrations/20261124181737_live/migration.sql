CREATE TABLE IF NOT EXISTS `_dormouse_log` (
	`seq` integer PRIMARY KEY AUTOINCREMENT,
	`at` integer NOT NULL DEFAULT (unixepoch()),
	`tbl` text NOT NULL,
	`op` text NOT NULL,
	`key` text NOT NULL,
	`cols` text NOT NULL,
	`links` text NOT NULL
);
--> statement-breakpoint
DROP TRIGGER IF EXISTS `_dormouse_authors_insert`;
--> statement-breakpoint
CREATE TRIGGER `_dormouse_authors_insert` AFTER INSERT ON `authors` BEGIN INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('authors', 'insert', json_array(CASE typeof(new.`id`) WHEN 'blob' THEN hex(new.`id`) ELSE new.`id` END), '', json_object()); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS `_dormouse_authors_update`;
--> statement-breakpoint
CREATE TRIGGER `_dormouse_authors_update` AFTER UPDATE ON `authors` WHEN NOT old.`id` IS NOT new.`id` AND ((old.`id` IS NOT new.`id` OR old.`name` IS NOT new.`name`) OR (old.`country` IS NOT new.`country` OR old.`born` IS NOT new.`born`)) BEGIN INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('authors', 'update', json_array(CASE typeof(new.`id`) WHEN 'blob' THEN hex(new.`id`) ELSE new.`id` END), substr(((CASE WHEN old.`id` IS NOT new.`id` THEN ',id' ELSE '' END || CASE WHEN old.`name` IS NOT new.`name` THEN ',name' ELSE '' END) || (CASE WHEN old.`country` IS NOT new.`country` THEN ',country' ELSE '' END || CASE WHEN old.`born` IS NOT new.`born` THEN ',born' ELSE '' END)), 2), json_object()); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS `_dormouse_authors_move`;
--> statement-breakpoint
CREATE TRIGGER `_dormouse_authors_move` AFTER UPDATE ON `authors` WHEN old.`id` IS NOT new.`id` BEGIN INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('authors', 'delete', json_array(CASE typeof(old.`id`) WHEN 'blob' THEN hex(old.`id`) ELSE old.`id` END), '', json_object()); INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('authors', 'insert', json_array(CASE typeof(new.`id`) WHEN 'blob' THEN hex(new.`id`) ELSE new.`id` END), '', json_object()); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS `_dormouse_authors_delete`;
--> statement-breakpoint
CREATE TRIGGER `_dormouse_authors_delete` AFTER DELETE ON `authors` BEGIN INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('authors', 'delete', json_array(CASE typeof(old.`id`) WHEN 'blob' THEN hex(old.`id`) ELSE old.`id` END), '', json_object()); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS `_dormouse_book_tags_insert`;
--> statement-breakpoint
CREATE TRIGGER `_dormouse_book_tags_insert` AFTER INSERT ON `book_tags` BEGIN INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('book_tags', 'insert', json_array(CASE typeof(new.`book_id`) WHEN 'blob' THEN hex(new.`book_id`) ELSE new.`book_id` END, CASE typeof(new.`tag_id`) WHEN 'blob' THEN hex(new.`tag_id`) ELSE new.`tag_id` END), '', json_object('book_id', json_array(CASE typeof(new.`book_id`) WHEN 'blob' THEN hex(new.`book_id`) ELSE new.`book_id` END, CASE typeof(new.`book_id`) WHEN 'blob' THEN hex(new.`book_id`) ELSE new.`book_id` END), 'tag_id', json_array(CASE typeof(new.`tag_id`) WHEN 'blob' THEN hex(new.`tag_id`) ELSE new.`tag_id` END, CASE typeof(new.`tag_id`) WHEN 'blob' THEN hex(new.`tag_id`) ELSE new.`tag_id` END))); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS `_dormouse_book_tags_update`;
--> statement-breakpoint
CREATE TRIGGER `_dormouse_book_tags_update` AFTER UPDATE ON `book_tags` WHEN NOT (old.`book_id` IS NOT new.`book_id` OR old.`tag_id` IS NOT new.`tag_id`) AND (old.`book_id` IS NOT new.`book_id` OR old.`tag_id` IS NOT new.`tag_id`) BEGIN INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('book_tags', 'update', json_array(CASE typeof(new.`book_id`) WHEN 'blob' THEN hex(new.`book_id`) ELSE new.`book_id` END, CASE typeof(new.`tag_id`) WHEN 'blob' THEN hex(new.`tag_id`) ELSE new.`tag_id` END), substr((CASE WHEN old.`book_id` IS NOT new.`book_id` THEN ',book_id' ELSE '' END || CASE WHEN old.`tag_id` IS NOT new.`tag_id` THEN ',tag_id' ELSE '' END), 2), json_object('book_id', json_array(CASE typeof(old.`book_id`) WHEN 'blob' THEN hex(old.`book_id`) ELSE old.`book_id` END, CASE typeof(new.`book_id`) WHEN 'blob' THEN hex(new.`book_id`) ELSE new.`book_id` END), 'tag_id', json_array(CASE typeof(old.`tag_id`) WHEN 'blob' THEN hex(old.`tag_id`) ELSE old.`tag_id` END, CASE typeof(new.`tag_id`) WHEN 'blob' THEN hex(new.`tag_id`) ELSE new.`tag_id` END))); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS `_dormouse_book_tags_move`;
--> statement-breakpoint
CREATE TRIGGER `_dormouse_book_tags_move` AFTER UPDATE ON `book_tags` WHEN (old.`book_id` IS NOT new.`book_id` OR old.`tag_id` IS NOT new.`tag_id`) BEGIN INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('book_tags', 'delete', json_array(CASE typeof(old.`book_id`) WHEN 'blob' THEN hex(old.`book_id`) ELSE old.`book_id` END, CASE typeof(old.`tag_id`) WHEN 'blob' THEN hex(old.`tag_id`) ELSE old.`tag_id` END), '', json_object('book_id', json_array(CASE typeof(old.`book_id`) WHEN 'blob' THEN hex(old.`book_id`) ELSE old.`book_id` END, CASE typeof(old.`book_id`) WHEN 'blob' THEN hex(old.`book_id`) ELSE old.`book_id` END), 'tag_id', json_array(CASE typeof(old.`tag_id`) WHEN 'blob' THEN hex(old.`tag_id`) ELSE old.`tag_id` END, CASE typeof(old.`tag_id`) WHEN 'blob' THEN hex(old.`tag_id`) ELSE old.`tag_id` END))); INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('book_tags', 'insert', json_array(CASE typeof(new.`book_id`) WHEN 'blob' THEN hex(new.`book_id`) ELSE new.`book_id` END, CASE typeof(new.`tag_id`) WHEN 'blob' THEN hex(new.`tag_id`) ELSE new.`tag_id` END), '', json_object('book_id', json_array(CASE typeof(new.`book_id`) WHEN 'blob' THEN hex(new.`book_id`) ELSE new.`book_id` END, CASE typeof(new.`book_id`) WHEN 'blob' THEN hex(new.`book_id`) ELSE new.`book_id` END), 'tag_id', json_array(CASE typeof(new.`tag_id`) WHEN 'blob' THEN hex(new.`tag_id`) ELSE new.`tag_id` END, CASE typeof(new.`tag_id`) WHEN 'blob' THEN hex(new.`tag_id`) ELSE new.`tag_id` END))); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS `_dormouse_book_tags_delete`;
--> statement-breakpoint
CREATE TRIGGER `_dormouse_book_tags_delete` AFTER DELETE ON `book_tags` BEGIN INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('book_tags', 'delete', json_array(CASE typeof(old.`book_id`) WHEN 'blob' THEN hex(old.`book_id`) ELSE old.`book_id` END, CASE typeof(old.`tag_id`) WHEN 'blob' THEN hex(old.`tag_id`) ELSE old.`tag_id` END), '', json_object('book_id', json_array(CASE typeof(old.`book_id`) WHEN 'blob' THEN hex(old.`book_id`) ELSE old.`book_id` END, CASE typeof(old.`book_id`) WHEN 'blob' THEN hex(old.`book_id`) ELSE old.`book_id` END), 'tag_id', json_array(CASE typeof(old.`tag_id`) WHEN 'blob' THEN hex(old.`tag_id`) ELSE old.`tag_id` END, CASE typeof(old.`tag_id`) WHEN 'blob' THEN hex(old.`tag_id`) ELSE old.`tag_id` END))); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS `_dormouse_books_insert`;
--> statement-breakpoint
CREATE TRIGGER `_dormouse_books_insert` AFTER INSERT ON `books` BEGIN INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('books', 'insert', json_array(CASE typeof(new.`id`) WHEN 'blob' THEN hex(new.`id`) ELSE new.`id` END), '', json_object('author_id', json_array(CASE typeof(new.`author_id`) WHEN 'blob' THEN hex(new.`author_id`) ELSE new.`author_id` END, CASE typeof(new.`author_id`) WHEN 'blob' THEN hex(new.`author_id`) ELSE new.`author_id` END), 'publisher_id', json_array(CASE typeof(new.`publisher_id`) WHEN 'blob' THEN hex(new.`publisher_id`) ELSE new.`publisher_id` END, CASE typeof(new.`publisher_id`) WHEN 'blob' THEN hex(new.`publisher_id`) ELSE new.`publisher_id` END))); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS `_dormouse_books_update`;
--> statement-breakpoint
CREATE TRIGGER `_dormouse_books_update` AFTER UPDATE ON `books` WHEN NOT old.`id` IS NOT new.`id` AND (((old.`id` IS NOT new.`id` OR old.`title` IS NOT new.`title`) OR (old.`year` IS NOT new.`year` OR old.`pages` IS NOT new.`pages`)) OR ((old.`summary` IS NOT new.`summary` OR old.`cost_cents` IS NOT new.`cost_cents`) OR (old.`author_id` IS NOT new.`author_id` OR old.`publisher_id` IS NOT new.`publisher_id`))) BEGIN INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('books', 'update', json_array(CASE typeof(new.`id`) WHEN 'blob' THEN hex(new.`id`) ELSE new.`id` END), substr((((CASE WHEN old.`id` IS NOT new.`id` THEN ',id' ELSE '' END || CASE WHEN old.`title` IS NOT new.`title` THEN ',title' ELSE '' END) || (CASE WHEN old.`year` IS NOT new.`year` THEN ',year' ELSE '' END || CASE WHEN old.`pages` IS NOT new.`pages` THEN ',pages' ELSE '' END)) || ((CASE WHEN old.`summary` IS NOT new.`summary` THEN ',summary' ELSE '' END || CASE WHEN old.`cost_cents` IS NOT new.`cost_cents` THEN ',cost_cents' ELSE '' END) || (CASE WHEN old.`author_id` IS NOT new.`author_id` THEN ',author_id' ELSE '' END || CASE WHEN old.`publisher_id` IS NOT new.`publisher_id` THEN ',publisher_id' ELSE '' END))), 2), json_object('author_id', json_array(CASE typeof(old.`author_id`) WHEN 'blob' THEN hex(old.`author_id`) ELSE old.`author_id` END, CASE typeof(new.`author_id`) WHEN 'blob' THEN hex(new.`author_id`) ELSE new.`author_id` END), 'publisher_id', json_array(CASE typeof(old.`publisher_id`) WHEN 'blob' THEN hex(old.`publisher_id`) ELSE old.`publisher_id` END, CASE typeof(new.`publisher_id`) WHEN 'blob' THEN hex(new.`publisher_id`) ELSE new.`publisher_id` END))); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS `_dormouse_books_move`;
--> statement-breakpoint
CREATE TRIGGER `_dormouse_books_move` AFTER UPDATE ON `books` WHEN old.`id` IS NOT new.`id` BEGIN INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('books', 'delete', json_array(CASE typeof(old.`id`) WHEN 'blob' THEN hex(old.`id`) ELSE old.`id` END), '', json_object('author_id', json_array(CASE typeof(old.`author_id`) WHEN 'blob' THEN hex(old.`author_id`) ELSE old.`author_id` END, CASE typeof(old.`author_id`) WHEN 'blob' THEN hex(old.`author_id`) ELSE old.`author_id` END), 'publisher_id', json_array(CASE typeof(old.`publisher_id`) WHEN 'blob' THEN hex(old.`publisher_id`) ELSE old.`publisher_id` END, CASE typeof(old.`publisher_id`) WHEN 'blob' THEN hex(old.`publisher_id`) ELSE old.`publisher_id` END))); INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('books', 'insert', json_array(CASE typeof(new.`id`) WHEN 'blob' THEN hex(new.`id`) ELSE new.`id` END), '', json_object('author_id', json_array(CASE typeof(new.`author_id`) WHEN 'blob' THEN hex(new.`author_id`) ELSE new.`author_id` END, CASE typeof(new.`author_id`) WHEN 'blob' THEN hex(new.`author_id`) ELSE new.`author_id` END), 'publisher_id', json_array(CASE typeof(new.`publisher_id`) WHEN 'blob' THEN hex(new.`publisher_id`) ELSE new.`publisher_id` END, CASE typeof(new.`publisher_id`) WHEN 'blob' THEN hex(new.`publisher_id`) ELSE new.`publisher_id` END))); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS `_dormouse_books_delete`;
--> statement-breakpoint
CREATE TRIGGER `_dormouse_books_delete` AFTER DELETE ON `books` BEGIN INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('books', 'delete', json_array(CASE typeof(old.`id`) WHEN 'blob' THEN hex(old.`id`) ELSE old.`id` END), '', json_object('author_id', json_array(CASE typeof(old.`author_id`) WHEN 'blob' THEN hex(old.`author_id`) ELSE old.`author_id` END, CASE typeof(old.`author_id`) WHEN 'blob' THEN hex(old.`author_id`) ELSE old.`author_id` END), 'publisher_id', json_array(CASE typeof(old.`publisher_id`) WHEN 'blob' THEN hex(old.`publisher_id`) ELSE old.`publisher_id` END, CASE typeof(old.`publisher_id`) WHEN 'blob' THEN hex(old.`publisher_id`) ELSE old.`publisher_id` END))); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS `_dormouse_publishers_insert`;
--> statement-breakpoint
CREATE TRIGGER `_dormouse_publishers_insert` AFTER INSERT ON `publishers` BEGIN INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('publishers', 'insert', json_array(CASE typeof(new.`id`) WHEN 'blob' THEN hex(new.`id`) ELSE new.`id` END), '', json_object()); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS `_dormouse_publishers_update`;
--> statement-breakpoint
CREATE TRIGGER `_dormouse_publishers_update` AFTER UPDATE ON `publishers` WHEN NOT old.`id` IS NOT new.`id` AND (old.`id` IS NOT new.`id` OR (old.`name` IS NOT new.`name` OR old.`city` IS NOT new.`city`)) BEGIN INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('publishers', 'update', json_array(CASE typeof(new.`id`) WHEN 'blob' THEN hex(new.`id`) ELSE new.`id` END), substr((CASE WHEN old.`id` IS NOT new.`id` THEN ',id' ELSE '' END || (CASE WHEN old.`name` IS NOT new.`name` THEN ',name' ELSE '' END || CASE WHEN old.`city` IS NOT new.`city` THEN ',city' ELSE '' END)), 2), json_object()); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS `_dormouse_publishers_move`;
--> statement-breakpoint
CREATE TRIGGER `_dormouse_publishers_move` AFTER UPDATE ON `publishers` WHEN old.`id` IS NOT new.`id` BEGIN INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('publishers', 'delete', json_array(CASE typeof(old.`id`) WHEN 'blob' THEN hex(old.`id`) ELSE old.`id` END), '', json_object()); INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('publishers', 'insert', json_array(CASE typeof(new.`id`) WHEN 'blob' THEN hex(new.`id`) ELSE new.`id` END), '', json_object()); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS `_dormouse_publishers_delete`;
--> statement-breakpoint
CREATE TRIGGER `_dormouse_publishers_delete` AFTER DELETE ON `publishers` BEGIN INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('publishers', 'delete', json_array(CASE typeof(old.`id`) WHEN 'blob' THEN hex(old.`id`) ELSE old.`id` END), '', json_object()); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS `_dormouse_reviews_insert`;
--> statement-breakpoint
CREATE TRIGGER `_dormouse_reviews_insert` AFTER INSERT ON `reviews` BEGIN INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('reviews', 'insert', json_array(CASE typeof(new.`id`) WHEN 'blob' THEN hex(new.`id`) ELSE new.`id` END), '', json_object('book_id', json_array(CASE typeof(new.`book_id`) WHEN 'blob' THEN hex(new.`book_id`) ELSE new.`book_id` END, CASE typeof(new.`book_id`) WHEN 'blob' THEN hex(new.`book_id`) ELSE new.`book_id` END))); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS `_dormouse_reviews_update`;
--> statement-breakpoint
CREATE TRIGGER `_dormouse_reviews_update` AFTER UPDATE ON `reviews` WHEN NOT old.`id` IS NOT new.`id` AND ((old.`id` IS NOT new.`id` OR (old.`book_id` IS NOT new.`book_id` OR old.`stars` IS NOT new.`stars`)) OR (old.`reader` IS NOT new.`reader` OR (old.`words` IS NOT new.`words` OR old.`written_at` IS NOT new.`written_at`))) BEGIN INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('reviews', 'update', json_array(CASE typeof(new.`id`) WHEN 'blob' THEN hex(new.`id`) ELSE new.`id` END), substr(((CASE WHEN old.`id` IS NOT new.`id` THEN ',id' ELSE '' END || (CASE WHEN old.`book_id` IS NOT new.`book_id` THEN ',book_id' ELSE '' END || CASE WHEN old.`stars` IS NOT new.`stars` THEN ',stars' ELSE '' END)) || (CASE WHEN old.`reader` IS NOT new.`reader` THEN ',reader' ELSE '' END || (CASE WHEN old.`words` IS NOT new.`words` THEN ',words' ELSE '' END || CASE WHEN old.`written_at` IS NOT new.`written_at` THEN ',written_at' ELSE '' END))), 2), json_object('book_id', json_array(CASE typeof(old.`book_id`) WHEN 'blob' THEN hex(old.`book_id`) ELSE old.`book_id` END, CASE typeof(new.`book_id`) WHEN 'blob' THEN hex(new.`book_id`) ELSE new.`book_id` END))); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS `_dormouse_reviews_move`;
--> statement-breakpoint
CREATE TRIGGER `_dormouse_reviews_move` AFTER UPDATE ON `reviews` WHEN old.`id` IS NOT new.`id` BEGIN INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('reviews', 'delete', json_array(CASE typeof(old.`id`) WHEN 'blob' THEN hex(old.`id`) ELSE old.`id` END), '', json_object('book_id', json_array(CASE typeof(old.`book_id`) WHEN 'blob' THEN hex(old.`book_id`) ELSE old.`book_id` END, CASE typeof(old.`book_id`) WHEN 'blob' THEN hex(old.`book_id`) ELSE old.`book_id` END))); INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('reviews', 'insert', json_array(CASE typeof(new.`id`) WHEN 'blob' THEN hex(new.`id`) ELSE new.`id` END), '', json_object('book_id', json_array(CASE typeof(new.`book_id`) WHEN 'blob' THEN hex(new.`book_id`) ELSE new.`book_id` END, CASE typeof(new.`book_id`) WHEN 'blob' THEN hex(new.`book_id`) ELSE new.`book_id` END))); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS `_dormouse_reviews_delete`;
--> statement-breakpoint
CREATE TRIGGER `_dormouse_reviews_delete` AFTER DELETE ON `reviews` BEGIN INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('reviews', 'delete', json_array(CASE typeof(old.`id`) WHEN 'blob' THEN hex(old.`id`) ELSE old.`id` END), '', json_object('book_id', json_array(CASE typeof(old.`book_id`) WHEN 'blob' THEN hex(old.`book_id`) ELSE old.`book_id` END, CASE typeof(old.`book_id`) WHEN 'blob' THEN hex(old.`book_id`) ELSE old.`book_id` END))); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS `_dormouse_tags_insert`;
--> statement-breakpoint
CREATE TRIGGER `_dormouse_tags_insert` AFTER INSERT ON `tags` BEGIN INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('tags', 'insert', json_array(CASE typeof(new.`id`) WHEN 'blob' THEN hex(new.`id`) ELSE new.`id` END), '', json_object()); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS `_dormouse_tags_update`;
--> statement-breakpoint
CREATE TRIGGER `_dormouse_tags_update` AFTER UPDATE ON `tags` WHEN NOT old.`id` IS NOT new.`id` AND (old.`id` IS NOT new.`id` OR old.`label` IS NOT new.`label`) BEGIN INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('tags', 'update', json_array(CASE typeof(new.`id`) WHEN 'blob' THEN hex(new.`id`) ELSE new.`id` END), substr((CASE WHEN old.`id` IS NOT new.`id` THEN ',id' ELSE '' END || CASE WHEN old.`label` IS NOT new.`label` THEN ',label' ELSE '' END), 2), json_object()); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS `_dormouse_tags_move`;
--> statement-breakpoint
CREATE TRIGGER `_dormouse_tags_move` AFTER UPDATE ON `tags` WHEN old.`id` IS NOT new.`id` BEGIN INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('tags', 'delete', json_array(CASE typeof(old.`id`) WHEN 'blob' THEN hex(old.`id`) ELSE old.`id` END), '', json_object()); INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('tags', 'insert', json_array(CASE typeof(new.`id`) WHEN 'blob' THEN hex(new.`id`) ELSE new.`id` END), '', json_object()); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS `_dormouse_tags_delete`;
--> statement-breakpoint
CREATE TRIGGER `_dormouse_tags_delete` AFTER DELETE ON `tags` BEGIN INSERT INTO `_dormouse_log` (tbl, op, key, cols, links) VALUES ('tags', 'delete', json_array(CASE typeof(old.`id`) WHEN 'blob' THEN hex(old.`id`) ELSE old.`id` END), '', json_object()); END;
