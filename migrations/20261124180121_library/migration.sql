CREATE TABLE `authors` (
	`id` integer PRIMARY KEY,
	`name` text NOT NULL,
	`country` text NOT NULL,
	`born` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `book_tags` (
	`book_id` integer NOT NULL,
	`tag_id` integer NOT NULL,
	CONSTRAINT `book_tags_pk` PRIMARY KEY(`book_id`, `tag_id`),
	CONSTRAINT `fk_book_tags_book_id_books_id_fk` FOREIGN KEY (`book_id`) REFERENCES `books`(`id`) ON DELETE CASCADE,
	CONSTRAINT `fk_book_tags_tag_id_tags_id_fk` FOREIGN KEY (`tag_id`) REFERENCES `tags`(`id`)
);
--> statement-breakpoint
CREATE TABLE `books` (
	`id` integer PRIMARY KEY,
	`title` text NOT NULL,
	`year` integer NOT NULL,
	`pages` integer NOT NULL,
	`summary` text NOT NULL,
	`cost_cents` integer NOT NULL,
	`author_id` integer NOT NULL,
	`publisher_id` integer NOT NULL,
	CONSTRAINT `fk_books_author_id_authors_id_fk` FOREIGN KEY (`author_id`) REFERENCES `authors`(`id`),
	CONSTRAINT `fk_books_publisher_id_publishers_id_fk` FOREIGN KEY (`publisher_id`) REFERENCES `publishers`(`id`)
);
--> statement-breakpoint
CREATE TABLE `publishers` (
	`id` integer PRIMARY KEY,
	`name` text NOT NULL,
	`city` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `reviews` (
	`id` integer PRIMARY KEY,
	`book_id` integer NOT NULL,
	`stars` integer NOT NULL,
	`reader` text NOT NULL,
	`words` text NOT NULL,
	`written_at` integer NOT NULL,
	CONSTRAINT `fk_reviews_book_id_books_id_fk` FOREIGN KEY (`book_id`) REFERENCES `books`(`id`) ON DELETE CASCADE
);
--> statement-breakpoint
CREATE TABLE `tags` (
	`id` integer PRIMARY KEY,
	`label` text NOT NULL UNIQUE
);
--> statement-breakpoint
CREATE INDEX `book_tags_by_tag` ON `book_tags` (`tag_id`);--> statement-breakpoint
CREATE INDEX `books_by_author` ON `books` (`author_id`);--> statement-breakpoint
CREATE INDEX `books_by_publisher` ON `books` (`publisher_id`);--> statement-breakpoint
CREATE INDEX `books_by_title` ON `books` (`title`);--> statement-breakpoint
CREATE INDEX `books_by_year` ON `books` (`year`);--> statement-breakpoint
CREATE INDEX `reviews_by_book` ON `reviews` (`book_id`);