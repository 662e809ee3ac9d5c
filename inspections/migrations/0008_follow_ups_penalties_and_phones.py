import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import pghistory.utils
from django.conf import settings
from django.db import migrations, models

from qualitysup.tables import Together


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('enterprises', '0002_industries'),
        ('inspections', '0007_patrol_frequencies'),
        ('regions', '0002_shunde_and_huangshi'),
    ]

    operations = [
        Together([
        migrations.CreateModel(
            name='VisitFollowUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='what follows')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('refusal', models.TextField(blank=True, verbose_name='why it could not be done')),
                ('next_try_at', models.DateTimeField(default=django.utils.timezone.now, null=True, verbose_name='next try')),
                ('done_at', models.DateTimeField(null=True, verbose_name='done at')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='closed at')),
                ('close_reason', models.CharField(blank=True, max_length=200, verbose_name='reason for closing')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='closed by')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='inspections.visit', verbose_name='visit')),
            ],
            options={
                'verbose_name': 'follow-up of a visit',
                'verbose_name_plural': 'follow-ups of visits',
                'ordering': ['pk'],
                'permissions': [('settle_visitfollowup', 'Can try follow-ups again or close them')],
                'indexes': [models.Index(condition=models.Q(('next_try_at__isnull', False)), fields=['next_try_at', 'id'], name='visit_follow_up_owed')],
                'constraints': [models.UniqueConstraint(fields=('visit', 'name'), name='visit_follow_up_once'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('done_at', None), ('next_try_at__isnull', False)), models.Q(('closed_at', None), ('done_at__isnull', False), ('next_try_at', None)), models.Q(('closed_at__isnull', False), ('done_at', None), ('next_try_at', None)), _connector='OR'), name='visit_follow_up_tried_until_it_ends'), models.CheckConstraint(condition=models.Q(models.Q(('close_reason', ''), ('closed_at', None), ('closed_by', None)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), models.Q(('close_reason', ''), _negated=True)), _connector='OR'), name='visit_follow_up_closed_by_somebody_with_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='VisitFollowUpHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=40, verbose_name='what follows')),
                ('refusal', models.TextField(blank=True, verbose_name='why it could not be done')),
                ('done_at', models.DateTimeField(null=True, verbose_name='done at')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='closed at')),
                ('close_reason', models.CharField(blank=True, max_length=200, verbose_name='reason for closing')),
                ('closed_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='closed by')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='inspections.visitfollowup')),
                ('visit', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.visit', verbose_name='visit')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='inspections_pgh_obj_eb3219_idx'), models.Index(fields=['pgh_created_at', 'pgh_id'], name='inspections_pgh_cre_4838ce_idx')],
            },
        ),
        migrations.CreateModel(
            name='Penalty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('party_name', models.CharField(editable=False, max_length=200, verbose_name='party')),
                ('party_uscc', models.CharField(blank=True, db_collation='C', editable=False, max_length=18, verbose_name="party's code")),
                ('number', models.CharField(help_text='Such as 顺市监处罚〔2026〕12号', max_length=60, verbose_name='decision number')),
                ('kind', models.CharField(choices=[('warning', 'warning'), ('criticism', 'public criticism'), ('fine', 'fine'), ('confiscation', 'confiscation'), ('restriction', 'restriction of production or trade')], max_length=20, verbose_name='kind')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, help_text='Only of a fine', max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='fine (yuan)')),
                ('restricted_months', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='length of the restriction (months)')),
                ('violation', models.CharField(max_length=200, verbose_name='type of violation')),
                ('content', models.TextField(verbose_name='what was decided')),
                ('basis', models.CharField(max_length=200, verbose_name='legal basis')),
                ('decided_on', models.DateField(verbose_name='decided on')),
                ('served_on', models.DateField(blank=True, null=True, verbose_name='served on')),
                ('annulled_on', models.DateField(editable=False, null=True, verbose_name='decision annulled on')),
                ('annulled_because', models.CharField(blank=True, editable=False, max_length=300, verbose_name='why it was annulled')),
                ('division', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.division', verbose_name='division')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='penalties', to='enterprises.enterprise', verbose_name='enterprise')),
                ('recorded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
            ],
            options={
                'verbose_name': 'penalty',
                'verbose_name_plural': 'penalties',
                'ordering': ['-decided_on', '-pk'],
                'indexes': [models.Index(fields=['division', '-decided_on', '-id'], name='penalty_by_division'), models.Index(fields=['-decided_on', '-id'], name='penalty_newest')],
                'constraints': [models.UniqueConstraint(fields=('number',), name='penalty_number_once', violation_error_message='A decision with this number is on record already.'), models.CheckConstraint(condition=models.Q(('kind__in', ['warning', 'criticism', 'fine', 'confiscation', 'restriction'])), name='penalty_kind_known'), models.CheckConstraint(condition=models.Q(('served_on', None), ('served_on__gte', models.F('decided_on')), _connector='OR'), name='penalty_served_after_it_was_decided', violation_error_message='A decision is served after it is made, not before.'), models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('amount__isnull', False), ('kind', 'fine')), models.Q(models.Q(('kind', 'fine'), _negated=True), ('amount', None)), _connector='OR'), name='penalty_amount_iff_a_fine', violation_error_message='A fine has its amount, and nothing else has one.'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'restriction'), ('restricted_months__gt', 0), ('restricted_months__isnull', False)), models.Q(models.Q(('kind', 'restriction'), _negated=True), ('restricted_months', None)), _connector='OR'), name='penalty_restricted_for_a_time', violation_error_message='A restriction has its length, and nothing else has one.'), models.CheckConstraint(condition=models.Q(models.Q(('annulled_because', ''), ('annulled_on', None)), models.Q(('annulled_on__gte', models.F('decided_on')), ('annulled_on__isnull', False), models.Q(('annulled_because', ''), _negated=True)), _connector='OR'), name='penalty_annulled_with_a_reason', violation_error_message='Say why it was annulled, and on which day after it.')],
            },
        ),
        migrations.CreateModel(
            name='PenaltyHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('party_name', models.CharField(editable=False, max_length=200, verbose_name='party')),
                ('party_uscc', models.CharField(blank=True, db_collation='C', editable=False, max_length=18, verbose_name="party's code")),
                ('number', models.CharField(help_text='Such as 顺市监处罚〔2026〕12号', max_length=60, verbose_name='decision number')),
                ('kind', models.CharField(choices=[('warning', 'warning'), ('criticism', 'public criticism'), ('fine', 'fine'), ('confiscation', 'confiscation'), ('restriction', 'restriction of production or trade')], max_length=20, verbose_name='kind')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, help_text='Only of a fine', max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='fine (yuan)')),
                ('restricted_months', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='length of the restriction (months)')),
                ('violation', models.CharField(max_length=200, verbose_name='type of violation')),
                ('content', models.TextField(verbose_name='what was decided')),
                ('basis', models.CharField(max_length=200, verbose_name='legal basis')),
                ('decided_on', models.DateField(verbose_name='decided on')),
                ('served_on', models.DateField(blank=True, null=True, verbose_name='served on')),
                ('annulled_on', models.DateField(editable=False, null=True, verbose_name='decision annulled on')),
                ('annulled_because', models.CharField(blank=True, editable=False, max_length=300, verbose_name='why it was annulled')),
                ('division', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='regions.division', verbose_name='division')),
                ('enterprise', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='enterprises.enterprise', verbose_name='enterprise')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='inspections.penalty')),
                ('recorded_by', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='inspections_pgh_obj_f7d43d_idx'), models.Index(fields=['pgh_created_at', 'pgh_id'], name='inspections_pgh_cre_a3d0ce_idx')],
            },
        ),
        migrations.CreateModel(
            name='SmallFine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('up_to', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(0)], verbose_name='up to (yuan)')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('legal_basis', models.CharField(max_length=200, verbose_name='legal basis')),
                ('confidence', models.CharField(choices=[('L', 'read in the statute'), ('F', 'found in a public source'), ('I', 'inferred'), ('M', 'not verified')], max_length=1, verbose_name='how sure')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('division', models.ForeignKey(help_text='The province whose rule it is', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.division', verbose_name='division')),
            ],
            options={
                'verbose_name': 'small fine',
                'verbose_name_plural': 'small fines',
                'ordering': ['-valid_from', 'division'],
                'constraints': [models.UniqueConstraint(fields=('division', 'valid_from'), name='small_fine_once_a_day', violation_error_message='An amount is entered for that day already.')],
            },
        ),
        migrations.CreateModel(
            name='SmallFineHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('up_to', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(0)], verbose_name='up to (yuan)')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('legal_basis', models.CharField(max_length=200, verbose_name='legal basis')),
                ('confidence', models.CharField(choices=[('L', 'read in the statute'), ('F', 'found in a public source'), ('I', 'inferred'), ('M', 'not verified')], max_length=1, verbose_name='how sure')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('division', models.ForeignKey(db_constraint=False, db_index=False, help_text='The province whose rule it is', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='regions.division', verbose_name='division')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='inspections.smallfine')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='inspections_pgh_obj_dea9fd_idx'), models.Index(fields=['pgh_created_at', 'pgh_id'], name='inspections_pgh_cre_388876_idx')],
            },
        ),
        migrations.CreateModel(
            name='VisitProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='no.')),
                ('kind', models.CharField(choices=[('management', 'quality management'), ('standards', 'standards'), ('metrology', 'metrology'), ('inspection', 'inspection'), ('staff', 'staff'), ('equipment', 'equipment and process'), ('product', 'product'), ('other', 'other')], max_length=20, verbose_name='kind')),
                ('text', models.TextField(verbose_name='what to put right')),
                ('days', models.PositiveSmallIntegerField(null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='days to put it right')),
                ('claimed_due_on', models.DateField(null=True, verbose_name='day as the phone said it')),
                ('due_on', models.DateField(null=True, verbose_name='day as computed')),
                ('answer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='inspections.visitanswer', verbose_name='answer')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='inspections.visit', verbose_name='visit')),
            ],
            options={
                'verbose_name': 'proposal of a visit',
                'verbose_name_plural': 'proposals of visits',
                'ordering': ['visit', 'position'],
                'constraints': [models.UniqueConstraint(fields=('visit', 'position'), name='visit_proposal_place'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='visit_proposal_says_what_to_do'), models.CheckConstraint(condition=models.Q(('days', None), ('days__gte', 1), _connector='OR'), name='visit_proposal_term_has_length')],
            },
        ),
        migrations.CreateModel(
            name='PhoneExport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(editable=False, max_length=64, verbose_name='SHA-256')),
                ('name', models.CharField(editable=False, max_length=200, verbose_name='file')),
                ('size', models.PositiveBigIntegerField(editable=False, verbose_name='size')),
                ('person', models.CharField(blank=True, editable=False, max_length=60, verbose_name='written by')),
                ('device', models.CharField(blank=True, editable=False, max_length=80, verbose_name='phone')),
                ('report', models.JSONField(default=list, editable=False, verbose_name='report')),
                ('drafts', models.FileField(blank=True, editable=False, upload_to='phone-drafts/%Y/%m/', verbose_name='drafts')),
                ('imported_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='taken in at')),
                ('division', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.division', verbose_name='division')),
                ('imported_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='taken in by')),
            ],
            options={
                'verbose_name': 'file of a phone',
                'verbose_name_plural': 'files of phones',
                'ordering': ['-imported_at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('sha256', 'imported_by'), name='phone_export_once_a_person')],
            },
        ),
        migrations.CreateModel(
            name='PhoneExportHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('sha256', models.CharField(editable=False, max_length=64, verbose_name='SHA-256')),
                ('name', models.CharField(editable=False, max_length=200, verbose_name='file')),
                ('size', models.PositiveBigIntegerField(editable=False, verbose_name='size')),
                ('person', models.CharField(blank=True, editable=False, max_length=60, verbose_name='written by')),
                ('device', models.CharField(blank=True, editable=False, max_length=80, verbose_name='phone')),
                ('report', models.JSONField(default=list, editable=False, verbose_name='report')),
                ('drafts', models.FileField(blank=True, editable=False, upload_to='phone-drafts/%Y/%m/', verbose_name='drafts')),
                ('imported_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='taken in at')),
                ('division', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='regions.division', verbose_name='division')),
                ('imported_by', models.ForeignKey(db_constraint=False, db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='taken in by')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='inspections.phoneexport')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='inspections_pgh_obj_71750d_idx'), models.Index(fields=['pgh_created_at', 'pgh_id'], name='inspections_pgh_cre_1bc3d0_idx')],
            },
        ),
        migrations.CreateModel(
            name='ResultsTable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(editable=False, max_length=255, verbose_name='file name')),
                ('header', models.JSONField(editable=False, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='header')),
                ('dry_run', models.BooleanField(default=True, editable=False, verbose_name='dry run')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('running', 'running'), ('tried', 'tried out, not yet recorded'), ('done', 'recorded')], default='waiting', editable=False, max_length=10, verbose_name='state')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='uploaded at')),
                ('finished_at', models.DateTimeField(editable=False, null=True, verbose_name='finished at')),
                ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'table of results',
                'verbose_name_plural': 'tables of results',
                'ordering': ['-pk'],
                'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'running'])), fields=['id'], name='results_table_unfinished')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('finished_at', None), ('state__in', ['waiting', 'running'])), models.Q(('finished_at__isnull', False), ('state__in', ['tried', 'done'])), _connector='OR'), name='results_table_finished_iff_it_says_when'), models.CheckConstraint(condition=models.Q(models.Q(('dry_run', False), ('state', 'tried'), _negated=True), models.Q(('dry_run', True), ('state', 'done'), _negated=True)), name='results_table_tried_out_before_it_is_recorded')],
            },
        ),
        migrations.CreateModel(
            name='ReportedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='row')),
                ('cells', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='cells')),
                ('said', models.JSONField(verbose_name='said')),
                ('outcome', models.CharField(choices=[('waiting', 'waiting'), ('good', 'good'), ('known', 'on record already'), ('bad', 'to correct')], default='waiting', max_length=10, verbose_name='outcome')),
                ('problem', models.TextField(blank=True, verbose_name='what to correct')),
                ('sample', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.sample', verbose_name='sample')),
                ('table', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='inspections.resultstable')),
            ],
            options={
                'verbose_name': 'row of a table of results',
                'verbose_name_plural': 'rows of tables of results',
                'ordering': ['table', 'number'],
                'constraints': [models.UniqueConstraint(fields=('table', 'number'), name='reported_row_once'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'bad'), models.Q(('problem', ''), _negated=True)), models.Q(models.Q(('outcome', 'bad'), _negated=True), ('problem', '')), _connector='OR'), name='reported_row_bad_iff_it_says_why')],
            },
        ),
        migrations.AddField(
            model_name='draw',
            name='published_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='commitment published at'),
        ),
        migrations.AddField(
            model_name='drawhistory',
            name='published_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='commitment published at'),
        ),
        migrations.AddConstraint(
            model_name='draw',
            constraint=models.CheckConstraint(condition=models.Q(('published_at', None), ('published_at__gte', models.F('committed_at')), _connector='OR'), name='draw_published_after_the_promise'),
        ),
        migrations.AlterField(
            model_name='visit',
            name='received_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='received at'),
        ),
        migrations.AlterField(
            model_name='visithistory',
            name='received_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='received at'),
        ),
        migrations.AlterField(
            model_name='visitpacket',
            name='received_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='received at'),
        ),
        migrations.AddField(
            model_name='checklist',
            name='covers_all',
            field=models.BooleanField(default=False, help_text='A visit on it counts as the full check that is due every two years.', verbose_name='covers every point of inspection'),
        ),
        migrations.AddField(
            model_name='checklisthistory',
            name='covers_all',
            field=models.BooleanField(default=False, help_text='A visit on it counts as the full check that is due every two years.', verbose_name='covers every point of inspection'),
        ),
        migrations.AddField(
            model_name='planexclusion',
            name='visit',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.visit', verbose_name='visit'),
        ),
        migrations.AddField(
            model_name='planreason',
            name='checklist',
            field=models.ForeignKey(blank=True, help_text='What is looked at; empty: what fits.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.checklist', verbose_name='checklist'),
        ),
        migrations.AddField(
            model_name='planreasonhistory',
            name='checklist',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='What is looked at; empty: what fits.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.checklist', verbose_name='checklist'),
        ),
        migrations.RemoveIndex(
            model_name='testresult',
            name='test_result_failed',
        ),
        migrations.AddField(
            model_name='testresult',
            name='has_order',
            field=models.BooleanField(default=False, editable=False, verbose_name='led to an order'),
        ),
        migrations.AddIndex(
            model_name='testresult',
            index=models.Index(condition=models.Q(('has_order', False), ('passed', False)), fields=['-tested_on', '-id'], include=('division',), name='test_result_without_order'),
        ),
        migrations.RemoveConstraint(
            model_name='disclosure',
            name='disclosure_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='disclosure',
            name='disclosure_penalty_has_an_end',
        ),
        migrations.RemoveConstraint(
            model_name='planexclusion',
            name='plan_exclusion_once_per_kind',
        ),
        migrations.AddField(
            model_name='disclosure',
            name='months_shown',
            field=models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='months to be shown'),
        ),
        migrations.AddField(
            model_name='disclosurehistory',
            name='months_shown',
            field=models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='months to be shown'),
        ),
        migrations.AddField(
            model_name='orderitem',
            name='days',
            field=models.PositiveSmallIntegerField(blank=True, help_text="Empty: within the order's own term.", null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='days to put it right'),
        ),
        migrations.AddField(
            model_name='orderitem',
            name='due_on',
            field=models.DateField(editable=False, null=True, verbose_name='to be put right by'),
        ),
        migrations.AddField(
            model_name='orderitemhistory',
            name='days',
            field=models.PositiveSmallIntegerField(blank=True, help_text="Empty: within the order's own term.", null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='days to put it right'),
        ),
        migrations.AddField(
            model_name='orderitemhistory',
            name='due_on',
            field=models.DateField(editable=False, null=True, verbose_name='to be put right by'),
        ),
        migrations.AddField(
            model_name='sample',
            name='drawn',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='samples', to='inspections.drawnenterprise', verbose_name='random check'),
        ),
        migrations.AddField(
            model_name='sample',
            name='patrol',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='samples', to='inspections.patrol', verbose_name='patrol'),
        ),
        migrations.AddField(
            model_name='samplehistory',
            name='drawn',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.drawnenterprise', verbose_name='random check'),
        ),
        migrations.AddField(
            model_name='samplehistory',
            name='patrol',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.patrol', verbose_name='patrol'),
        ),
        migrations.AlterField(
            model_name='disclosure',
            name='kind',
            field=models.CharField(choices=[('visit', 'result of a check'), ('draw', 'result of a random check'), ('test', 'result of a test'), ('halt', 'business halted as a penalty'), ('revocation', 'licence revoked'), ('penalty', 'another penalty')], max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='disclosurehistory',
            name='kind',
            field=models.CharField(choices=[('visit', 'result of a check'), ('draw', 'result of a random check'), ('test', 'result of a test'), ('halt', 'business halted as a penalty'), ('revocation', 'licence revoked'), ('penalty', 'another penalty')], max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='drawrate',
            name='confidence',
            field=models.CharField(choices=[('L', 'read in the statute'), ('F', 'found in a public source'), ('I', 'inferred'), ('M', 'not verified')], max_length=1, verbose_name='how sure'),
        ),
        migrations.AlterField(
            model_name='drawratehistory',
            name='confidence',
            field=models.CharField(choices=[('L', 'read in the statute'), ('F', 'found in a public source'), ('I', 'inferred'), ('M', 'not verified')], max_length=1, verbose_name='how sure'),
        ),
        migrations.AddConstraint(
            model_name='disclosure',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['visit', 'draw', 'test', 'halt', 'revocation', 'penalty'])), name='disclosure_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='orderitem',
            constraint=models.CheckConstraint(condition=models.Q(('days', None), ('days__gte', 1), _connector='OR'), name='order_item_term_has_length'),
        ),
        migrations.AddConstraint(
            model_name='orderitem',
            constraint=models.CheckConstraint(condition=models.Q(('due_on', None), ('days__isnull', False), _connector='OR'), name='order_item_due_of_its_own_term'),
        ),
        migrations.AddConstraint(
            model_name='planexclusion',
            constraint=models.UniqueConstraint(fields=('plan', 'enterprise', 'kind', 'visit'), name='plan_exclusion_once', nulls_distinct=False),
        ),
        migrations.AddField(
            model_name='checklistitem',
            name='limits_checked_on',
            field=models.DateField(blank=True, null=True, verbose_name='limits checked on'),
        ),
        migrations.AddField(
            model_name='checklistitem',
            name='limits_confidence',
            field=models.CharField(choices=[('L', 'read in the statute'), ('F', 'found in a public source'), ('I', 'inferred'), ('M', 'not verified')], default='M', max_length=1, verbose_name='how sure the limits are'),
        ),
        migrations.AddField(
            model_name='checklistitemhistory',
            name='limits_checked_on',
            field=models.DateField(blank=True, null=True, verbose_name='limits checked on'),
        ),
        migrations.AddField(
            model_name='checklistitemhistory',
            name='limits_confidence',
            field=models.CharField(choices=[('L', 'read in the statute'), ('F', 'found in a public source'), ('I', 'inferred'), ('M', 'not verified')], default='M', max_length=1, verbose_name='how sure the limits are'),
        ),
        migrations.AddConstraint(
            model_name='checklistitem',
            constraint=models.CheckConstraint(condition=models.Q(('limits_confidence__in', ['I', 'M']), ('limits_checked_on__isnull', False), _connector='OR'), name='checklist_item_limits_checked_on_a_day', violation_error_message='Say on which day the limits were checked.'),
        ),
        migrations.AlterField(
            model_name='campaignlog',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AlterField(
            model_name='complaintlog',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AlterField(
            model_name='disclosurelog',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AlterField(
            model_name='drawlog',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AlterField(
            model_name='patrollog',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AlterField(
            model_name='patrolplanlog',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AlterField(
            model_name='rectificationorderlog',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AlterField(
            model_name='samplelog',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AlterField(
            model_name='riskformula',
            name='confidence',
            field=models.CharField(choices=[('L', 'read in the statute'), ('F', 'found in a public source'), ('I', 'inferred'), ('M', 'not verified')], max_length=1, verbose_name='how sure'),
        ),
        migrations.AlterField(
            model_name='riskformulahistory',
            name='confidence',
            field=models.CharField(choices=[('L', 'read in the statute'), ('F', 'found in a public source'), ('I', 'inferred'), ('M', 'not verified')], max_length=1, verbose_name='how sure'),
        ),
        migrations.AddConstraint(
            model_name='disclosure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['published', 'withdrawn', 'expired']), _negated=True), models.Q(('kind__in', ['halt', 'revocation', 'penalty']), _negated=True), models.Q(('shown_until__gt', models.F('published_on')), ('shown_until__isnull', False)), _connector='OR'), name='disclosure_penalty_has_an_end'),
        ),
        migrations.AlterField(
            model_name='patrolplan',
            name='state',
            field=models.CharField(choices=[('draft', 'in preparation'), ('computing', 'being computed'), ('computed', 'computed'), ('adopted', 'adopted'), ('closed', 'concluded'), ('dropped', 'discarded')], default='draft', editable=False, max_length=20, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='patrolplanhistory',
            name='state',
            field=models.CharField(choices=[('draft', 'in preparation'), ('computing', 'being computed'), ('computed', 'computed'), ('adopted', 'adopted'), ('closed', 'concluded'), ('dropped', 'discarded')], default='draft', editable=False, max_length=20, verbose_name='state'),
        ),
        migrations.RemoveConstraint(
            model_name='sample',
            name='sample_taken_from_what_was_there',
        ),
        migrations.AddField(
            model_name='orderitem',
            name='answer',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='order_items', to='inspections.visitanswer', verbose_name='answer'),
        ),
        migrations.AddField(
            model_name='orderitemhistory',
            name='answer',
            field=models.ForeignKey(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.visitanswer', verbose_name='answer'),
        ),
        migrations.AddField(
            model_name='reinspection',
            name='visit',
            field=models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reinspection', to='inspections.visit', verbose_name='visit'),
        ),
        migrations.AddField(
            model_name='reinspectionhistory',
            name='visit',
            field=models.ForeignKey(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.visit', verbose_name='visit'),
        ),
        migrations.AddField(
            model_name='sample',
            name='uuid',
            field=models.UUIDField(editable=False, null=True, unique=True, verbose_name='UUID'),
        ),
        migrations.AddField(
            model_name='samplehistory',
            name='uuid',
            field=models.UUIDField(editable=False, null=True, verbose_name='UUID'),
        ),
        migrations.AlterField(
            model_name='sample',
            name='place',
            field=models.CharField(blank=True, choices=[('market', 'on the market'), ('warehouse', 'finished goods store')], max_length=10, verbose_name='place'),
        ),
        migrations.AlterField(
            model_name='sample',
            name='seals',
            field=models.CharField(blank=True, help_text='Their numbers, and where they are', max_length=200, verbose_name='seals'),
        ),
        migrations.AlterField(
            model_name='sample',
            name='standard',
            field=models.CharField(blank=True, max_length=60, verbose_name='standard'),
        ),
        migrations.AlterField(
            model_name='sample',
            name='unit',
            field=models.CharField(blank=True, max_length=10, verbose_name='unit'),
        ),
        migrations.AlterField(
            model_name='samplehistory',
            name='place',
            field=models.CharField(blank=True, choices=[('market', 'on the market'), ('warehouse', 'finished goods store')], max_length=10, verbose_name='place'),
        ),
        migrations.AlterField(
            model_name='samplehistory',
            name='seals',
            field=models.CharField(blank=True, help_text='Their numbers, and where they are', max_length=200, verbose_name='seals'),
        ),
        migrations.AlterField(
            model_name='samplehistory',
            name='standard',
            field=models.CharField(blank=True, max_length=60, verbose_name='standard'),
        ),
        migrations.AlterField(
            model_name='samplehistory',
            name='unit',
            field=models.CharField(blank=True, max_length=10, verbose_name='unit'),
        ),
        migrations.AddConstraint(
            model_name='sample',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('backup_quantity', 0), ('base_quantity', 0), ('sample_quantity', 0), ('state__in', ['draft', 'refused', 'discarded'])), models.Q(('backup_quantity__gte', 0), ('sample_quantity__gt', 0), ('base_quantity__gte', django.db.models.expressions.CombinedExpression(models.F('sample_quantity'), '+', models.F('backup_quantity')))), _connector='OR'), name='sample_taken_from_what_was_there', violation_error_message='Sample and backup together are more than what was there.'),
        ),
        migrations.AddConstraint(
            model_name='sample',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'refused', 'discarded']), models.Q(('standard', ''), ('unit', ''), ('place', ''), ('seals', ''), _connector='OR', _negated=True), _connector='OR'), name='sample_sheet_whole_when_drawn', violation_error_message='The sheet names the standard, the unit, the place and the seals.'),
        ),
        ]),
    ]
